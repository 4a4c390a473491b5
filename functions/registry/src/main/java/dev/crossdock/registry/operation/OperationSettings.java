package dev.crossdock.registry.operation;

import java.util.Optional;

/**
 * How the registry is run.
 *
 * @param health what it looks at to say that it is well
 * @param log    what it writes
 * @param drain  how it ends
 * @param debug  where health and metrics are asked for; nowhere, if empty
 */
public record OperationSettings(HealthSettings health, LogSettings log, DrainSettings drain,
        Optional<DebugSettings> debug) {
    /** Without a listener for those who run it, without checks, and without a log of requests. */
    public static final OperationSettings QUIET = new OperationSettings(HealthSettings.NOTHING,
            LogSettings.USUAL.withoutAccessLog(), DrainSettings.WITHOUT_LULL, Optional.empty());
}
