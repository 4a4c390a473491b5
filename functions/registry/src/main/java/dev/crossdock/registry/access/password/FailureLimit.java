package dev.crossdock.registry.access.password;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts failures by some name, and says how long that one has to wait when it had too many. A window begins with its
 * first failure, and is forgotten when it is over.
 */
final class FailureLimit {
    /** How long failures count. */
    static final Duration WINDOW = Duration.ofMinutes(1);
    /** The most names that are remembered; beyond it, the one that began first is forgotten. */
    static final int MAXIMUM_REMEMBERED = 10_000;

    private final int maximum;
    private final InstantSource clock;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    FailureLimit(int maximum, InstantSource clock) {
        this.maximum = maximum;
        this.clock = clock;
    }

    private record Window(Instant end, int failures) {}

    /** How long the name has to wait; empty where it need not. */
    synchronized Optional<Duration> wait(String name) {
        Window window = windows.get(name);
        Instant now = clock.instant();
        if (window != null && !window.end.isAfter(now)) {
            windows.remove(name);
            return Optional.empty();
        }
        return window == null || window.failures < maximum
                ? Optional.empty()
                : Optional.of(Duration.between(now, window.end));
    }

    synchronized void failed(String name) {
        Instant now = clock.instant();
        Window window = windows.get(name);
        if (window == null || !window.end.isAfter(now)) {
            windows.remove(name);
            if (windows.size() >= MAXIMUM_REMEMBERED) {
                windows.remove(windows.keySet().iterator().next());
            }
            window = new Window(now.plus(WINDOW), 0);
        }
        windows.put(name, new Window(window.end, window.failures + 1));
    }
}
