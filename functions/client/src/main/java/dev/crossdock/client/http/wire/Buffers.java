package dev.crossdock.client.http.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Direct buffers to be used again: the collector frees them late, and a process sees many connections. */
final class Buffers {
    static final int BYTES = 128 << 10;
    private static final int MAXIMUM_KEPT = 32;

    private final Deque<ByteBuffer> kept = new ArrayDeque<>();

    synchronized ByteBuffer take() {
        ByteBuffer buffer = kept.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer.clear();
    }

    /** Whoever gives one back does not touch it again. */
    synchronized void give(ByteBuffer buffer) {
        if (kept.size() < MAXIMUM_KEPT) {
            kept.push(buffer);
        }
    }
}
