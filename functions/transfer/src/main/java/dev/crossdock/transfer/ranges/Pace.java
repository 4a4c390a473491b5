package dev.crossdock.transfer.ranges;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures how a blob gets on: how many bytes arrive, and how long its reader waits for them. */
final class Pace {
    private final LongSupplier clock;
    private final long intervalNanos;
    private final AtomicLong all;
    /** Written by all threads that fetch the blob. */
    private final AtomicLong arrived = new AtomicLong();
    // The reader's own:
    private long intervalBegan;
    private long readBegan;
    private long waited;
    private long arrivedBefore;
    private long allBefore;

    /** The clock counts in nanoseconds; {@code all} counts the bytes of all blobs. */
    Pace(LongSupplier clock, long intervalNanos, AtomicLong all) {
        this.clock = clock;
        this.intervalNanos = intervalNanos;
        this.all = all;
    }

    /** So many bytes arrived. */
    void arrived(int bytes) {
        arrived.addAndGet(bytes);
        all.addAndGet(bytes);
    }

    /** How many bytes arrived in all. */
    long arrived() {
        return arrived.get();
    }

    /** The reader wants bytes now. */
    void begin() {
        readBegan = clock.getAsLong();
    }

    /** The reader has its bytes; the interval that ended with them, if one did. */
    Widening.@Nullable Interval end() {
        long now = clock.getAsLong();
        waited += now - readBegan;
        long nanos = now - intervalBegan;
        if (nanos < intervalNanos) {
            return null;
        }
        Widening.Interval interval = new Widening.Interval(Math.max(nanos, 1), arrived.get() - arrivedBefore,
                all.get() - allBefore, (double) waited / Math.max(nanos, 1));
        restart(now);
        return interval;
    }

    /** What was measured so far does not count. */
    void restart() {
        restart(clock.getAsLong());
    }

    private void restart(long now) {
        intervalBegan = now;
        waited = 0;
        arrivedBefore = arrived.get();
        allBefore = all.get();
    }
}
