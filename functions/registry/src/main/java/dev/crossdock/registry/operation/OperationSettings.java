package dev.crossdock.registry.operation;

import java.time.Duration;
import java.util.Optional;

/**
 * What an operator sees of a running registry, and how it stops.
 *
 * @param health what it is judged by
 * @param log    what is logged, and how
 * @param debug  where monitors ask; nowhere, if empty
 * @param drain  how long a stop waits for requests in work
 */
public record OperationSettings(HealthSettings health, LogSettings log, Optional<DebugSettings> debug,
        Duration drain) {
    /** Long enough for most pushes, and shorter than the time after which Kubernetes kills. */
    public static final Duration USUAL_DRAIN = Duration.ofSeconds(10);
    /** Distribution's, where nothing is configured; but requests in work are finished. */
    public static final OperationSettings USUAL = new OperationSettings(HealthSettings.NOTHING, LogSettings.USUAL,
            Optional.empty(), USUAL_DRAIN);

    /** Throws IllegalArgumentException for a time that is not positive. */
    public OperationSettings {
        if (!drain.isPositive()) {
            throw new IllegalArgumentException("draintimeout %s: wanted a time above 0".formatted(drain));
        }
    }
}
