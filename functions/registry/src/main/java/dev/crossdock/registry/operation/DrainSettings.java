package dev.crossdock.registry.operation;

import java.time.Duration;

/**
 * How a stop goes: first the health is bad and everything is still served, then no new connection is taken, and the
 * requests in work may end.
 *
 * @param lull    how long everything is still served ({@code crossdock.drainlull})
 * @param timeout how long requests in work may take ({@code http.draintimeout}); 0 cuts them off at once
 */
public record DrainSettings(Duration lull, Duration timeout) {
    /** A balancer that is told learns of the end; a push ends that is nearly done. */
    public static final DrainSettings USUAL = new DrainSettings(Duration.ofSeconds(1), Duration.ofSeconds(10));
    /** The same, without anybody who has to learn of it. */
    public static final DrainSettings WITHOUT_LULL = new DrainSettings(Duration.ZERO, Duration.ofSeconds(10));

    /** Throws IllegalArgumentException for a time below 0. */
    public DrainSettings {
        if (lull.isNegative() || timeout.isNegative()) {
            throw new IllegalArgumentException("drain: wanted a lull (%s) and a timeout (%s) of 0 or more".formatted(
                    lull, timeout));
        }
    }
}
