package dev.crossdock.registry.content;

import dev.crossdock.storage.StorageDriver;

/** Everything that one storage driver holds for the registry. */
public record RegistryContent(Blobs blobs, Uploads uploads, Manifests manifests, Tags tags, Catalog catalog) {
    /** The content on this driver, whether empty, ours or distribution's. */
    public static RegistryContent on(StorageDriver driver) {
        Links links = new Links(driver);
        RepositoryLocks locks = new RepositoryLocks();
        Blobs blobs = new Blobs(driver, links, locks);
        Tags tags = new Tags(driver, links, locks);
        return new RegistryContent(blobs, new Uploads(driver, blobs), new Manifests(driver, links, blobs, tags, locks),
                tags, new Catalog(driver));
    }
}
