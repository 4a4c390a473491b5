package dev.crossdock.transfer.ranges;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The memory for bytes that arrive before their turn: so many windows, shared by all blobs of a process. Nobody waits for
 * one: who gets none reads on without. Used windows are used again, and let go once nobody has any. Safe for several
 * threads.
 */
final class Windows {
    private static final long LARGEST_BUDGET = 48L << 20;
    private static final int SHARE_OF_HEAP = 4;
    private static final int STANDARD_COUNT = 12;
    private static final int SMALLEST_WINDOW = 64 << 10;

    private final int count;
    private final int bytes;
    private final Deque<byte[]> idle = new ArrayDeque<>();
    private int taken;

    /** So many windows of so many bytes. */
    Windows(int count, int bytes) {
        this.count = count;
        this.bytes = bytes;
    }

    /** As much as suits a heap that may grow to so many bytes: a quarter of it, 48 MiB at most, in twelve windows. */
    static Windows forHeap(long maximumHeap) {
        long budget = Math.min(LARGEST_BUDGET, maximumHeap / SHARE_OF_HEAP);
        return new Windows(STANDARD_COUNT, (int) Math.max(budget / STANDARD_COUNT, SMALLEST_WINDOW));
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** How long each is. */
    int bytes() {
        return bytes;
    }

    /** A window, if one is free. Its bytes are anything. */
    synchronized Optional<byte[]> take() {
        if (taken == count) {
            return Optional.empty();
        }
        byte[] window = idle.poll();
        if (window == null) {
            window = new byte[bytes];
        }
        taken++;
        return Optional.of(window);
    }

    /** The window is free again. */
    synchronized void giveBack(byte[] window) {
        taken--;
        if (taken == 0) {
            idle.clear();
        } else {
            idle.push(window);
        }
    }

    /** How many somebody has. */
    synchronized int taken() {
        return taken;
    }
}
