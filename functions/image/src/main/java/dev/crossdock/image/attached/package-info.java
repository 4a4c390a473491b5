/**
 * What belongs to an image without lying beneath it: referrers (signatures, attestations, SBOMs) and cosign's tags.
 *
 * <p>Enters: manifests, and the lists of referrers that registries give. Leaves: values. No I/O; which of it is copied is
 * decided elsewhere.
 */
// tidy: public nouns that client, transfer and replication speak in
@NullMarked
package dev.crossdock.image.attached;

import org.jspecify.annotations.NullMarked;
