package dev.crossdock.client;

import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A blob on its way out that knows how much of it has left, for the message of a failure. */
final class CountedBody implements Upload.Body {
    private final Upload.Body body;
    private long count;
    private @Nullable RegistryException own;

    CountedBody(Upload.Body body) {
        this.body = body;
    }

    /** How many bytes the target's connection took. */
    long count() {
        return count;
    }

    /** Whether the failure is the body's own, of its source, which is handed on as it is. */
    boolean threw(RegistryException failure) {
        return failure.equals(own);
    }

    @Override
    public void writeTo(WritableByteChannel target) throws IOException {
        try {
            body.writeTo(new Counting(target));
        } catch (RegistryException e) {
            own = e;
            throw e;
        }
    }

    private final class Counting implements WritableByteChannel {
        private final WritableByteChannel target;

        Counting(WritableByteChannel target) {
            this.target = target;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = target.write(bytes);
            count += written;
            return written;
        }

        @Override
        public boolean isOpen() {
            return target.isOpen();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
