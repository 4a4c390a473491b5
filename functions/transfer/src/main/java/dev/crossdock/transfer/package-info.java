/**
 * Moves what a plan names from a {@link dev.crossdock.transfer.Source} to a {@link dev.crossdock.transfer.Target}.
 *
 * <p>Enters: the two ports, implemented by whoever speaks to a registry or a folder, and blobs or manifests by digest.
 * Leaves: the same bytes, verified, in the target; or a {@link dev.crossdock.transfer.RegistryException} that names the
 * failing side. The room never decides what to copy, never writes a tag before what lies beneath it, and never holds a
 * whole blob in memory.
 */
// tidy: types the two ports with their nouns and failures, which are implemented and caught together
// tidy: public ports and their failures are there to be implemented by other rooms
@NullMarked
package dev.crossdock.transfer;

import org.jspecify.annotations.NullMarked;
