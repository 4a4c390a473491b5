package dev.crossdock.client.http.watch;

import dev.crossdock.client.limits.Watchful;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A blob on its way out, once: tells the watchdog when it waits, and keeps what the blob's writer threw. */
public final class WatchedOutput {
    private final Upload.Body writer;
    private final long length;
    private final Watched watched;
    private final Patience patience;
    private @Nullable RuntimeException thrown;

    /** So many bytes, that the writer will write. */
    public WatchedOutput(Upload.Body writer, long length, Watched watched, Patience patience) {
        this.writer = writer;
        this.length = length;
        this.watched = watched;
        this.patience = patience;
    }

    /** What the writer threw of its own, which is not for us to interpret. */
    public @Nullable RuntimeException thrown() {
        return thrown;
    }

    /** Lets the writer write. Throws what the channel throws; where the writer broke off, {@link #thrown} says by what. */
    public void to(WritableByteChannel channel) throws IOException {
        Counted counted = new Counted(channel);
        watched.begin(patience.idle()); // the connection stands: from here on the writer's own time counts
        try {
            writer.writeTo(counted);
            if (counted.count != length) {
                throw new IllegalStateException(
                        "the body has %d bytes, announced were %d".formatted(counted.count, length));
            }
        } catch (RuntimeException e) {
            thrown = e;
            throw new IOException("the body broke off", e);
        }
    }

    private final class Counted implements Watchful {
        private final WritableByteChannel channel;
        private long count;

        Counted(WritableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int size = bytes.remaining();
            if (size > length - count) {
                throw new IllegalStateException("the body has more than the announced %d bytes".formatted(length));
            }
            watched.begin(patience.standstill());
            if (watched.stoodStill()) {
                throw new Upload.IdleException("the body had no byte for too long");
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            count += size;
            watched.begin(patience.idle());
            return size;
        }

        @Override
        public void holding() {
            watched.end();
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {
            // The request ends with its length.
        }
    }
}
