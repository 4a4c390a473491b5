package dev.crossdock.registry.operation;

import java.util.Optional;

/**
 * What an operator sees of a running registry, and how it stops.
 *
 * @param health what it is judged by
 * @param log    what is logged, and how
 * @param debug  where monitors ask; nowhere, if empty
 * @param drain  how a stop goes
 */
public record OperationSettings(HealthSettings health, LogSettings log, Optional<DebugSettings> debug,
        DrainSettings drain) {
    /** Distribution's, where nothing is configured; but requests in work are finished. */
    public static final OperationSettings USUAL = new OperationSettings(HealthSettings.NOTHING, LogSettings.USUAL,
            Optional.empty(), DrainSettings.USUAL);
    /** For a registry within another program: no line for each request, and nobody who has to learn of its end. */
    public static final OperationSettings QUIET = new OperationSettings(HealthSettings.NOTHING,
            LogSettings.USUAL.withoutAccessLog(), Optional.empty(), DrainSettings.WITHOUT_LULL);
}
