package dev.crossdock.registry.content;

import dev.crossdock.storage.StorageDriver;

/** Everything that one storage driver holds for the registry. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public record RegistryContent(Blobs blobs, Uploads uploads, Manifests manifests, Tags tags, Referrers referrers,
        Catalog catalog, BlobHolders holders) {
    /** The content on this driver, whether empty, ours or distribution's. */
    public static RegistryContent on(StorageDriver driver) {
        Links links = new Links(driver);
        RepositoryLocks locks = new RepositoryLocks();
        Catalog catalog = new Catalog(driver);
        BlobHolders holders = new BlobHolders(driver, catalog);
        Blobs blobs = new Blobs(driver, links, locks, holders);
        Tags tags = new Tags(driver, links, locks);
        Manifests manifests = new Manifests(driver, links, blobs, tags, locks);
        return new RegistryContent(blobs, new Uploads(driver, blobs), manifests, tags, manifests.referrers(),
                catalog, holders);
    }
}
