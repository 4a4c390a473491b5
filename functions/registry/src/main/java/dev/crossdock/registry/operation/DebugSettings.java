package dev.crossdock.registry.operation;

import dev.crossdock.image.Quoted;
import dev.crossdock.settings.ListenAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where monitors ask.
 *
 * @param address of health
 * @param metrics path of Prometheus's numbers there; there are none, if empty
 */
public record DebugSettings(ListenAddress address, Optional<String> metrics) {
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]{1,100}){1,10}");

    /** Throws IllegalArgumentException for what is no path. */
    public DebugSettings {
        metrics.filter(path -> !PATH.matcher(path).matches()).ifPresent(path -> {
            throw new IllegalArgumentException("\"%s\": wanted a path such as /metrics".formatted(Quoted.capped(path)));
        });
    }
}
