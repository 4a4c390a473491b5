package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import java.nio.ByteBuffer;

/**
 * A blob's bytes on their way from its source, strictly in order, however often connections break. They are not
 * verified: who reads them hashes them. For one thread.
 */
public interface BlobFeed extends AutoCloseable {
    /** Opens feeds. Safe for several threads. */
    @FunctionalInterface
    interface Opening {
        /**
         * The blob's bytes from {@code from} (0 ≤ {@code from} ≤ its size) to its end. Asks the source for nothing before
         * the first read. Waits between attempts as the terms say, and stops where their deadline passes; who hears of
         * progress is up to the reader.
         */
        BlobFeed open(Source source, Descriptor blob, long from, TransferTerms terms);
    }

    /**
     * Fills the buffer, unless the blob ends before, and gives the count of the bytes; -1 at the blob's end. Throws
     * {@link RegistryException}, with no use in asking again: {@link RegistryException.Unavailable} once several attempts
     * in a row brought no byte; or {@link Deadline.PassedException}. What arrived before in the same call is then in the
     * buffer.
     */
    int read(ByteBuffer into);

    /** Ends every connection of the feed, and gives back what memory it holds. */
    @Override
    void close();
}
