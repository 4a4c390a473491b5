package dev.crossdock.registry.api;

/** Whether clients may delete manifests, tags and blobs (configuration: {@code storage.delete.enabled}). */
record Deletion(boolean isEnabled) {
    /** Called first thing by everything that deletes (CVE-2026-41888: one route of several had forgotten it). */
    void check() {
        if (!isEnabled) {
            throw new RefusedException(ErrorCode.UNSUPPORTED,
                    "deleting is switched off: set storage.delete.enabled: true in the registry's config.yml");
        }
    }
}
