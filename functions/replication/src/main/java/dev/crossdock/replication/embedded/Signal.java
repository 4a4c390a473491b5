package dev.crossdock.replication.embedded;

import java.util.concurrent.TimeUnit;

/** Wakes who waits for news. Who counted before looking misses none. */
final class Signal {
    private long count;

    /** How often news was given so far. */
    synchronized long count() {
        return count;
    }

    synchronized void give() {
        count++;
        notifyAll();
    }

    /** Waits until news was given since the count was {@code seen}, or the time is over, or the thread is interrupted. */
    synchronized void await(long seen, long milliseconds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        try {
            for (long left = milliseconds; count == seen
                    && left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
