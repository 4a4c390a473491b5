package dev.crossdock.client;

import java.time.Duration;

/**
 * Remembers for a while that a registry keeps no lists of referrers, so that it is not asked for each manifest; not for
 * ever, for registries learn it with an upgrade. Safe for several threads.
 */
final class ReferrersMemory {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private volatile long askAgainNanos;
    private volatile boolean none;

    boolean hasNone() {
        return none && System.nanoTime() - askAgainNanos < 0;
    }

    void learnNone() {
        askAgainNanos = System.nanoTime() + REMEMBERED.toNanos();
        none = true;
    }
}
