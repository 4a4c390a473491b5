package dev.crossdock.registry.content;

import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.StorageDriver;

/** Everything that one storage driver holds for the registry. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public record RegistryContent(Blobs blobs, Uploads uploads, Manifests manifests, Tags tags, Referrers referrers,
        Catalog catalog) {
    /** The content on a driver that this process owns, whether empty, ours or distribution's; each tag can be moved. */
    public static RegistryContent on(StorageDriver driver) {
        return on(driver, Guard.exclusive(driver, Layout.EXTRAS), ImmutableTags.NONE);
    }

    /**
     * The content on this driver; a collector that deletes from it has the same guard. Where this process is the only one
     * that writes, the names of lists are remembered.
     */
    public static RegistryContent on(StorageDriver driver, Guard guard, ImmutableTags immutable) {
        Links links = new Links(driver);
        RepositoryLocks locks = new RepositoryLocks();
        Manifests.Storage storage = new Manifests.Storage(driver, links, locks, guard);
        Tags tags = new Tags(storage, immutable);
        Catalog catalog = new Catalog(driver, locks, tags, guard.isExclusive());
        Blobs blobs = new Blobs(driver, links, locks, guard, new BlobHolders(driver, catalog));
        Manifests manifests = new Manifests(storage, blobs, tags, catalog);
        return new RegistryContent(blobs, new Uploads(driver, blobs), manifests, tags, manifests.referrers(), catalog);
    }
}
