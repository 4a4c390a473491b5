package dev.crossdock.testkit.lambda;

import java.time.Duration;
import java.util.Optional;

/**
 * What Lambda's {@code REPORT} line says of one invocation.
 *
 * @param duration of the invocation itself
 * @param init     how long the start took; empty where the environment was warm. AWS bills it, too.
 */
public record Report(String function, String requestId, Duration duration, Optional<Duration> init, int megabytes,
        Ended ended) {
    private static final double MEGABYTES_PER_GIGABYTE = 1024;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What is billed: whole milliseconds of invocation and start, times the memory. */
    public double gigabyteSeconds() {
        Duration billed = duration.plus(init.orElse(Duration.ZERO));
        return billed.toNanos() / NANOS_PER_SECOND * megabytes / MEGABYTES_PER_GIGABYTE;
    }
}
