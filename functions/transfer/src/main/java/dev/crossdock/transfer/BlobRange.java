package dev.crossdock.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A range of a blob on its way from a source. For one thread, {@link #close} aside. */
public interface BlobRange extends ReadableByteChannel {
    /**
     * Fills the buffer as far as there are bytes, and gives their count; -1 at the range's end, which is never early.
     * Throws {@link RegistryException.Unavailable} when the connection breaks or stands still; what arrived before in the
     * same call is then in the buffer.
     */
    @Override
    int read(ByteBuffer into) throws IOException;

    /**
     * Whether the source sends the range alone; else it sends the whole blob, and the first read reads over what lies
     * before.
     */
    boolean isHonoured();

    /**
     * Ends the connection where bytes are still to come. Another thread may call it too: a read that waits then throws.
     * Closing again does nothing.
     */
    @Override
    void close();
}
