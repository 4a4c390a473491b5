package dev.crossdock.client;

import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

    @Override
    public void writeTo(OutputStream target) throws IOException {
        try {
            body.writeTo(counting(target));
        } catch (RegistryException e) {
            own = e;
            throw e;
        }
    }

    /** Whether the failure is the body's own, of its source, which is handed on as it is. */
    boolean threw(RegistryException failure) {
        return failure.equals(own);
    }

    private OutputStream counting(OutputStream target) {
        return new FilterOutputStream(target) {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                count++;
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                count += length;
            }
        };
    }
}
