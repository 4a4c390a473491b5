package dev.crossdock.registry.jetty;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A body that has to come at some speed: each read may take as long as a connection may stand still, so one byte at a time
 * would hold a thread for ever. Only the time spent waiting for the client counts.
 */
final class PacedBody extends FilterInputStream {
    private final HttpSettings.Limits limits;
    private long waitedNanos;
    private long count;

    PacedBody(InputStream body, HttpSettings.Limits limits) {
        super(body);
        this.limits = limits;
    }

    @Override
    public int read() throws IOException {
        long start = System.nanoTime();
        int read = super.read();
        came(read < 0 ? 0 : 1, System.nanoTime() - start);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long start = System.nanoTime();
        int read = super.read(buffer, offset, length);
        came(Math.max(read, 0), System.nanoTime() - start);
        return read;
    }

    private void came(int bytes, long nanos) throws IOException {
        count += bytes;
        waitedNanos += nanos;
        Duration waited = Duration.ofNanos(waitedNanos);
        double wanted = limits.slowest() * (double) waited.toMillis() / 1_000;
        if (waited.compareTo(limits.idle()) > 0 && count < wanted) {
            throw new SocketTimeoutException("the body came too slowly: %d bytes in %s, wanted %d a second".formatted(
                    count, waited, limits.slowest()));
        }
    }
}
