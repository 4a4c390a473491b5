/**
 * How a blob gets into a target that lacks it: streamed in one request, or in chunks.
 *
 * <p>Enters: a {@link dev.crossdock.transfer.BlobFeed} of the blob's bytes, and an open
 * {@link dev.crossdock.transfer.Upload}. Leaves: the blob in the target, verified; and, for large ones, checkpoints from
 * which another process goes on. What the target says of its offset is a hint, our own count of what it acknowledged is
 * the truth, and the digest decides. The room never holds more of a blob than one chunk, never leaves a request open
 * while the source is silent, and never shows an upload's address.
 */
@NullMarked
package dev.crossdock.transfer.upload;

import org.jspecify.annotations.NullMarked;
