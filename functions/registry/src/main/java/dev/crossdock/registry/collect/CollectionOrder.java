package dev.crossdock.registry.collect;

import java.time.Duration;

/**
 * How to collect.
 *
 * @param isDry          whether nothing is deleted, only told
 * @param deleteUntagged whether manifests go that no tag, index or subject holds
 * @param grace          what is younger is left alone
 * @param uploadAge      uploads that began longer ago are given up
 */
public record CollectionOrder(boolean isDry, boolean deleteUntagged, Duration grace, Duration uploadAge) {
    /** Distribution's, for uploads. */
    public static final Duration USUAL_UPLOAD_AGE = Duration.ofDays(7);

    /** Throws IllegalArgumentException for a negative time. */
    public CollectionOrder {
        if (grace.isNegative() || uploadAge.isNegative()) {
            throw new IllegalArgumentException(
                    "collect garbage: wanted a grace (%s) and an age of uploads (%s) of 0 or more"
                            .formatted(grace, uploadAge));
        }
    }

    /** By the settings, but with another wish. */
    public static CollectionOrder of(CollectorSettings settings, boolean isDry, boolean deleteUntagged) {
        return new CollectionOrder(isDry, deleteUntagged || settings.deleteUntagged(), settings.grace(),
                USUAL_UPLOAD_AGE);
    }
}
