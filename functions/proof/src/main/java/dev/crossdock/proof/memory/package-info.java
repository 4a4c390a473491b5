/**
 * The long trials of size: blobs far larger than the memory that may be used for them.
 *
 * <p>Enters: bytes generated on the way. Leaves: nothing on disk, and the peak memory of each process in the output. It never
 * runs in the default build: profile {@code long}.
 */
@NullMarked
package dev.crossdock.proof.memory;

import org.jspecify.annotations.NullMarked;
