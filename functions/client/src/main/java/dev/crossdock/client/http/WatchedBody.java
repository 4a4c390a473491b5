package dev.crossdock.client.http;

import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A blob on its way out, once: tells the watchdog when it waits, and keeps what the blob's writer threw. */
final class WatchedBody extends RequestBody {
    private static final MediaType OCTETS = MediaType.get("application/octet-stream");

    private final Request.Body.Streamed blob;
    private final Watched watched;
    private final Patience patience;
    private @Nullable RuntimeException thrown;

    /**
     * In looks of the watchdog.
     *
     * @param standstill while the other side takes no byte
     * @param idle       while the writer has none; 0: for as long as it likes
     * @param commitWait from the last byte to the answer
     */
    record Patience(int standstill, int idle, int commitWait) {}

    WatchedBody(Request.Body.Streamed blob, Watched watched, Patience patience) {
        this.blob = blob;
        this.watched = watched;
        this.patience = patience;
    }

    /** What the writer threw of its own, which is not for us to interpret. */
    @Nullable
    RuntimeException thrown() {
        return thrown;
    }

    @Override
    public MediaType contentType() {
        return OCTETS;
    }

    @Override
    public long contentLength() {
        return blob.length();
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        Counted counted = new Counted(sink);
        watched.begin(patience.idle); // the connection stands: from here on the writer's own time counts
        try {
            blob.writer().writeTo(counted);
            if (counted.count != blob.length()) {
                throw new IllegalStateException(
                        "the body has %d bytes, announced were %d".formatted(counted.count, blob.length()));
            }
        } catch (RuntimeException e) {
            thrown = e;
            throw new IOException("the body broke off", e);
        }
        counted.flush();
        watched.begin(patience.commitWait);
    }

    private final class Counted implements WritableByteChannel {
        private final BufferedSink sink;
        private long count;

        Counted(BufferedSink sink) {
            this.sink = sink;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            if (length > blob.length() - count) {
                throw new IllegalStateException(
                        "the body has more than the announced %d bytes".formatted(blob.length()));
            }
            watched.begin(patience.standstill);
            if (watched.stoodStill()) {
                throw new Upload.IdleException("the body had no byte for too long");
            }
            while (bytes.hasRemaining()) {
                sink.write(bytes);
            }
            count += length;
            watched.begin(patience.idle);
            return length;
        }

        void flush() throws IOException {
            watched.begin(patience.standstill);
            sink.flush();
            watched.end();
        }

        @Override
        public boolean isOpen() {
            return sink.isOpen();
        }

        @Override
        public void close() {
            // The request ends with its length.
        }
    }
}
