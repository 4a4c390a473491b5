package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.Deadline;
import java.time.Duration;

/**
 * How large a chunk is: large enough that round trips do not count, small enough to be held in memory and sent again; and
 * where there is a deadline, no larger than can be through before it, at the rate that chunks of this process had last.
 * Safe for several threads, which share what was seen.
 */
final class ChunkSize {
    /** No chunk is cut smaller than this, whatever a host answers: it would never come to an end. */
    static final int LEAST = 64 << 10;
    static final int USUAL = 8 << 20;
    /** With a deadline, and where nothing was seen yet: through in a second on a link of two megabits. */
    static final int FIRST = 256 << 10;
    /** One chunk may take so small a part of a deadline's whole length: what is under way at its end is little. */
    static final int PARTS_OF_DEADLINE = 8;
    /** And such a part of what is left of it: the rate may fall. */
    static final int PARTS_OF_REST = 2;
    /** Of so much memory one chunk may have one part: a process sends a handful of blobs at a time. */
    private static final int PARTS_OF_MEMORY = 16;
    /** What a host may ask for with OCI-Chunk-Min-Length; one that asks for more is not served. */
    private static final int PARTS_FOR_A_DEMANDING_HOST = 4;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long memory;
    /** Zero where nothing was seen. */
    private volatile double bytesPerSecond;

    ChunkSize(long memory) {
        this.memory = memory;
    }

    static ChunkSize ofThisProcess() {
        return new ChunkSize(Runtime.getRuntime().maxMemory());
    }

    /** In bytes, for a blob of this size to a host with these limits. */
    int of(long blob, long least, long largest) {
        long usual = Math.min(USUAL, memory / PARTS_OF_MEMORY);
        long wanted = Math.max(Math.min(usual, largest), Math.min(least, memory / PARTS_FOR_A_DEMANDING_HOST));
        return Math.clamp(blob, 1, Math.clamp(wanted, LEAST, Integer.MAX_VALUE - 8));
    }

    /** The next chunk, at most so large, and never smaller than the host takes. */
    int next(Deadline deadline, int largest, int least) {
        if (deadline.length().isEmpty()) {
            return largest;
        }
        int floor = Math.min(largest, Math.max(least, LEAST));
        double seen = bytesPerSecond;
        long fits = seen == 0 ? FIRST : (long) (seen * seconds(longest(deadline)));
        return Math.clamp(fits, floor, largest);
    }

    private static Duration longest(Deadline deadline) {
        Duration ofAll = deadline.length().orElse(Duration.ZERO).dividedBy(PARTS_OF_DEADLINE);
        return deadline.left().map(left -> left.dividedBy(PARTS_OF_REST)).filter(it -> it.compareTo(ofAll) < 0)
                .orElse(ofAll);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }

    /** A chunk was read and taken in so long; a small one says nothing of the rate. */
    void finished(long bytes, long nanos) {
        if (bytes >= LEAST) {
            bytesPerSecond = bytes * NANOS_PER_SECOND / Math.max(nanos, 1);
        }
    }

    /** The deadline passed with such a chunk under way: it is not begun at that size again. */
    void unfinished(int size, Deadline deadline) {
        double part = seconds(deadline.length().orElse(Duration.ZERO).dividedBy(PARTS_OF_DEADLINE));
        if (part > 0) {
            double half = size / 2.0 / part;
            double seen = bytesPerSecond;
            bytesPerSecond = seen == 0 ? half : Math.min(seen, half);
        }
    }
}
