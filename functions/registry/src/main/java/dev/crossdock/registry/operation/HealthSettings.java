package dev.crossdock.registry.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the registry's health is judged by.
 *
 * @param storage whether the storage answers
 * @param files   none of which may be there: whoever wants the registry to look ill, to drain it, makes one
 */
public record HealthSettings(Optional<Schedule> storage, List<FileCheck> files) {
    /** Nothing is checked, as with distribution where nothing is configured. */
    public static final HealthSettings NOTHING = new HealthSettings(Optional.empty(), List.of());

    /** Copies the list in. */
    public HealthSettings {
        files = List.copyOf(files);
    }

    /**
     * When to check, and what to make of it.
     *
     * @param interval  between two checks
     * @param threshold so many failures in a row are an illness
     */
    public record Schedule(Duration interval, int threshold) {
        /** Distribution's. */
        public static final Schedule USUAL = new Schedule(Duration.ofSeconds(10), 3);

        /** Throws IllegalArgumentException for a time or a count that is not positive. */
        public Schedule {
            if (!interval.isPositive() || threshold < 1) {
                throw new IllegalArgumentException("health check: wanted a positive interval (%s) and threshold (%d)"
                        .formatted(interval, threshold));
            }
        }
    }

    /** A file that must not be there. */
    public record FileCheck(Path file, Schedule schedule) {}
}
