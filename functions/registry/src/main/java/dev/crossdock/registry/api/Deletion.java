package dev.crossdock.registry.api;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;

/** Whether clients may delete manifests, tags and blobs (configuration: {@code storage.delete.enabled}). */
record Deletion(boolean isEnabled) {
    /** Called first thing by everything that deletes (CVE-2026-41888: one route of several had forgotten it). */
    void check() {
        if (!isEnabled) {
            throw new RefusedException(ErrorCode.UNSUPPORTED,
                    "deleting is switched off: set storage.delete.enabled: true in the registry's config.yml");
        }
    }

    /** Somebody wants to move or delete a tag that is put only once. */
    static RefusedException fixed(Repository repository, Tag tag, String so) {
        return new RefusedException(ErrorCode.TAG_IMMUTABLE,
                "tag %s of %s is immutable by the rules in the registry's config.yml: %s".formatted(tag, repository,
                        so));
    }
}
