package dev.crossdock.registry.collect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * When garbage is collected, and what counts as such.
 *
 * @param grace          younger blobs are left alone: they may belong to a push that is under way
 * @param interval       between two collections of a running registry; it collects only when asked, if empty
 * @param deleteUntagged whether manifests go that no tag, index or subject holds
 * @param retention      the file that says which tags go
 */
public record CollectorSettings(Duration grace, Optional<Duration> interval, boolean deleteUntagged,
        Optional<Path> retention) {
    /** When asked, and with patience. */
    public static final CollectorSettings USUAL = new CollectorSettings(Duration.ofHours(2), Optional.empty(), false,
            Optional.empty());

    /** Throws IllegalArgumentException for a negative time of grace, and for an interval that is not positive. */
    public CollectorSettings {
        if (grace.isNegative() || interval.filter(time -> !time.isPositive()).isPresent()) {
            throw new IllegalArgumentException(
                    "collector: wanted a grace of 0 or more (%s) and a positive interval (%s)"
                            .formatted(grace, interval));
        }
    }
}
