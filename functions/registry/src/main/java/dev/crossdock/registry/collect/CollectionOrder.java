package dev.crossdock.registry.collect;

import dev.crossdock.registry.content.ContentSettings.Purging;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How to collect.
 *
 * @param isDry          whether nothing is deleted, only told
 * @param deleteUntagged whether manifests go that no tag, index or subject holds
 * @param grace          what is younger is left alone
 * @param uploads        which uploads are given up; none, if empty
 */
public record CollectionOrder(boolean isDry, boolean deleteUntagged, Duration grace, Optional<Purging> uploads) {
    /** What a request of today may still be writing is left alone, however early uploads are given up. */
    static final Duration SHORTEST_UNFINISHED = Duration.ofDays(1);

    /** Throws IllegalArgumentException for a negative time. */
    public CollectionOrder {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("collect garbage: wanted a grace of 0 or more (%s)".formatted(grace));
        }
    }

    /** By the settings, but with another wish. */
    public static CollectionOrder of(CollectorSettings settings, Optional<Purging> purging, boolean isDry,
            boolean deleteUntagged) {
        return new CollectionOrder(isDry, deleteUntagged || settings.deleteUntagged(), settings.grace(), purging);
    }

    /** Whether of uploads, and of what nobody finished, is only told. */
    boolean isDryForUploads() {
        return isDry || uploads.filter(Purging::dryRun).isPresent();
    }

    /** What nobody finished goes if it was begun before then. */
    Instant unfinishedLimit(Instant now) {
        Duration age = uploads.orElse(Purging.USUAL).age();
        return now.minus(age.compareTo(SHORTEST_UNFINISHED) < 0 ? SHORTEST_UNFINISHED : age);
    }
}
