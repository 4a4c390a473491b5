package dev.crossdock.registry.content;

import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.StorageDriver;

/** Everything that one storage driver holds for the registry. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public record RegistryContent(Blobs blobs, Uploads uploads, Manifests manifests, Tags tags, Referrers referrers,
        Catalog catalog, BlobHolders holders) {
    /** The content on a driver that this process owns, whether empty, ours or distribution's; each tag can be moved. */
    public static RegistryContent on(StorageDriver driver) {
        return on(driver, Guard.exclusive(driver, Layout.EXTRAS), ImmutableTags.NONE);
    }

    /** The content on this driver; a collector that deletes from it has the same guard. */
    public static RegistryContent on(StorageDriver driver, Guard guard, ImmutableTags immutable) {
        Links links = new Links(driver);
        RepositoryLocks locks = new RepositoryLocks();
        Tags tags = new Tags(driver, links, locks, immutable);
        Catalog catalog = new Catalog(driver, locks, tags, guard.isExclusive());
        BlobHolders holders = new BlobHolders(driver, catalog);
        Blobs blobs = new Blobs(driver, links, locks, guard, holders);
        Manifests manifests = new Manifests(new Manifests.Storage(driver, links, locks, guard), blobs, tags);
        return new RegistryContent(blobs, new Uploads(driver, blobs), manifests, tags, manifests.referrers(),
                catalog, holders);
    }
}
