package dev.crossdock.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** How a driver hands out bytes: whichever way is cheapest for it. The holder closes it. */
public sealed interface StoredBody extends AutoCloseable {
    /** A piece of a file that does not change; the channel's own position is of no meaning. */
    record FileBody(FileChannel channel, long offset, long length) implements StoredBody {
        @Override
        public InputStream stream() throws IOException {
            return Channels.newInputStream(channel.position(offset));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A stream of exactly {@code length} bytes. */
    record StreamBody(InputStream stream, long length) implements StoredBody {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** An address, signed for a while, where the reader gets the bytes without us. */
    record Redirect(URI address, long length) implements StoredBody {
        @Override
        public InputStream stream() throws IOException {
            throw new IOException("a redirected body is read by its reader, not here");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** How many bytes there are. */
    long length();

    /** The bytes, once; may go on behind {@link #length()}. */
    InputStream stream() throws IOException;

    @Override
    void close() throws IOException;
}
