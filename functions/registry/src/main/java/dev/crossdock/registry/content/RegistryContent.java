package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;

/** Everything that one storage driver holds for the registry. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public record RegistryContent(Blobs blobs, Uploads uploads, Manifests manifests, Tags tags, Referrers referrers,
        Catalog catalog) {
    /** The content on this driver, whether empty, ours or distribution's; other processes may write to it, too. */
    public static RegistryContent on(StorageDriver driver) {
        return on(driver, false);
    }

    /** The same where this process is the only one that writes: then the names of lists can be remembered. */
    public static RegistryContent owning(StorageDriver driver) {
        return on(driver, true);
    }

    private static RegistryContent on(StorageDriver driver, boolean isOwned) {
        Links links = new Links(driver);
        RepositoryLocks locks = new RepositoryLocks();
        Catalog catalog = new Catalog(driver, isOwned);
        BlobHolders holders = new BlobHolders(driver, catalog);
        Blobs blobs = new Blobs(driver, links, locks, holders);
        Tags tags = new Tags(driver, links, locks, isOwned);
        Manifests manifests = new Manifests(driver, links, blobs, tags, locks, catalog);
        return new RegistryContent(blobs, new Uploads(driver, blobs), manifests, tags, manifests.referrers(), catalog);
    }

    /**
     * Called by whoever has removed the place of a repository's manifests, before it lets others write to the repository
     * again: lists know nothing of it any more.
     */
    public void forget(Repository repository) {
        catalog.remove(repository);
        tags.forget(repository);
    }
}
