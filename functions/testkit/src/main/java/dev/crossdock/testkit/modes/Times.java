package dev.crossdock.testkit.modes;

import java.util.HashMap;
import java.util.Map;

/** Counts how often something happened to each of several things. Safe for several threads. */
final class Times {
    private static final int MAXIMUM_KEYS = 10_000;

    private final Map<String, Integer> counts = new HashMap<>();

    /** How often it happened to this one, this time included. */
    synchronized int count(String key) {
        if (counts.size() > MAXIMUM_KEYS) {
            throw new IllegalStateException("more than %d things to count".formatted(MAXIMUM_KEYS));
        }
        return counts.merge(key, 1, Integer::sum);
    }

    /** Whether it happened at most so often to this one, this time included. */
    boolean within(int times, String key) {
        return count(key) <= times;
    }
}
