package dev.crossdock.storage.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The body of one answer. Where its connection breaks, the rest is asked for again, of the very same object: one that was
 * replaced in between is an error.
 */
final class ResumingStream extends InputStream {
    /** How often one body may break. */
    static final int MOST_BREAKS = 5;
    /** What is left at the end and is read to keep the connection; beyond it the connection is let go. */
    private static final long DRAINED_BYTES = 64 << 10;

    private final S3Objects objects;
    private final String key;
    private final String entityTag;
    private ResponseInputStream<GetObjectResponse> body;
    private long at;
    private long left;
    private int breaks;

    ResumingStream(S3Objects objects, String key, long offset, ResponseInputStream<GetObjectResponse> body) {
        this.objects = objects;
        this.key = key;
        this.entityTag = body.response().eTag();
        this.body = body;
        this.at = offset;
        this.left = body.response().contentLength();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, buffer.length);
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        while (true) {
            int count = tryRead(buffer, from, length);
            if (count > 0) {
                at += count;
                left -= count;
                return count;
            }
        }
    }

    private int tryRead(byte[] buffer, int from, int length) throws IOException {
        try {
            int count = body.read(buffer, from, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the store's answer ended %d bytes early".formatted(left));
            }
            return count;
        } catch (IOException e) {
            resume(e);
            return 0;
        } catch (SdkException e) {
            resume(new IOException(e));
            return 0;
        }
    }

    private void resume(IOException reason) throws IOException {
        body.abort();
        breaks++;
        if (breaks > MOST_BREAKS) {
            throw failed(reason);
        }
        try {
            @Nullable
            ResponseInputStream<GetObjectResponse> rest = objects.get(key, at, left, Optional.ofNullable(entityTag))
                    .orElse(null);
            if (rest == null) {
                throw failed(new IOException("it is gone", reason));
            }
            body = rest;
        } catch (SdkException e) {
            throw failed(new IOException(e.getMessage(), e));
        }
    }

    private IOException failed(IOException reason) {
        return new IOException("read %s of s3://%s at byte %d, %d of it left: %s (break %d, at most %d)".formatted(key,
                objects.place().bucket(), at, left, reason.getMessage(), breaks, MOST_BREAKS), reason);
    }

    @Override
    public void close() throws IOException {
        if (left > DRAINED_BYTES) {
            body.abort();
        } else {
            body.close();
        }
    }
}
