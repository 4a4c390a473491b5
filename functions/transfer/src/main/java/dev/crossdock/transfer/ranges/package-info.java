/**
 * Reads blobs from a {@link dev.crossdock.transfer.Source}: by one stream, and by several ranges at once where that is
 * faster.
 *
 * <p>Enters: a source, a blob, and the byte to begin at. Leaves: a {@link dev.crossdock.transfer.BlobFeed}, whose bytes
 * come in order. A range that breaks goes on at the byte it reached, and no byte that arrived is asked for again. The
 * room never verifies a blob, never holds more windows of bytes than its budget, and never waits for memory.
 */
@NullMarked
package dev.crossdock.transfer.ranges;

import org.jspecify.annotations.NullMarked;
