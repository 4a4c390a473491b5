package dev.crossdock.registry.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Gives so many bytes, the rest once the gate is open. */
final class Gated extends FilterInputStream {
    private final CountDownLatch gate;
    private long free;

    Gated(InputStream bytes, long free, CountDownLatch gate) {
        super(bytes);
        this.free = free;
        this.gate = gate;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (free <= 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return super.read(into, offset, length);
        }
        int count = super.read(into, offset, (int) Math.min(length, free));
        free -= count;
        return count;
    }
}
