/**
 * The kinds of content that a registry has to keep as they are: images, indexes, artifacts, and their odd relatives.
 *
 * <p>Enters: the name of a kind. Leaves: blobs, manifests, tags, and the referrers that a registry should find in them.
 */
@NullMarked
package dev.crossdock.proof.registry.data;

import org.jspecify.annotations.NullMarked;
