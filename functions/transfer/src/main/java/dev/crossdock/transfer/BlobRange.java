package dev.crossdock.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A range of a blob on its way from a source. For one thread. */
public interface BlobRange extends ReadableByteChannel {
    /**
     * Fills the buffer as far as there are bytes, and gives their count; -1 at the range's end, which is never early.
     * Throws {@link RegistryException.Unavailable} when the connection breaks or stands still; what arrived before in the
     * same call is then in the buffer.
     */
    @Override
    int read(ByteBuffer into) throws IOException;

    /** Whether the source sends the range alone; else it sends the whole blob, and what lies before is thrown away. */
    boolean isHonoured();

    /** Ends the connection where bytes are still to come. */
    @Override
    void close();
}
