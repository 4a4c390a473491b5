/**
 * The nouns of the field, as the OCI specifications name them: digests, references, descriptors, manifests, platforms.
 *
 * <p>Enters: text and bytes. Leaves: values that are valid by construction. A manifest is kept as the bytes that
 * arrived and is never serialised again. No I/O, and nothing else of crossdock.
 */
// tidy: types the nouns of one specification, which are read together
@NullMarked
package dev.crossdock.image;

import org.jspecify.annotations.NullMarked;
