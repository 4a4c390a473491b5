package dev.crossdock.registry.operation;

import dev.crossdock.settings.ListenAddress;
import java.util.Optional;

/**
 * The listener for those who run the registry.
 *
 * @param address where it listens ({@code http.debug.addr})
 * @param metrics path of the metrics; empty for none ({@code http.debug.prometheus})
 */
public record DebugSettings(ListenAddress address, Optional<String> metrics) {
    /** Distribution's path of the metrics. */
    public static final String USUAL_METRICS = "/metrics";

    /** Throws IllegalArgumentException for a path that is none. */
    public DebugSettings {
        if (metrics.filter(path -> !path.startsWith("/")).isPresent()) {
            throw new IllegalArgumentException("http.debug.prometheus.path %s: wanted a path that begins with a slash"
                    .formatted(metrics.get()));
        }
    }
}
