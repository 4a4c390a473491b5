package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The blobs of all repositories: the bytes are stored once, and each repository that may read them has a link. */
public final class Blobs {
    private final StorageDriver driver;
    private final Links links;
    private final RepositoryLocks locks;
    private final BlobHolders holders;

    Blobs(StorageDriver driver, Links links, RepositoryLocks locks, BlobHolders holders) {
        this.holders = holders;
        this.driver = driver;
        this.links = links;
        this.locks = locks;
    }

    /**
     * A blob that a repository may read.
     *
     * @param digest    as the client asked for it
     * @param canonical by which the bytes are stored
     * @param size      in bytes
     */
    public record Found(Digest digest, Digest canonical, long size) {}

    /** The blob, where the repository has a link to it and its bytes are there. */
    public Optional<Found> find(Repository repository, Digest digest) {
        return links.read(Layout.layer(repository, digest)).flatMap(canonical -> size(canonical).map(
                size -> new Found(digest, canonical, size)));
    }

    /** The part of the blob from {@code offset} on; throws where its bytes have gone since it was found. */
    public StoredBody open(Found blob, long offset, long length) {
        return driver.read(Layout.blob(blob.canonical()), offset, length).orElseThrow(
                () -> new StorageException("read blob %s: its bytes are gone".formatted(blob.canonical())));
    }

    /** As {@link #open}, for a client that asked by GET: perhaps an address where it reads them itself. */
    public StoredBody serve(Found blob, long offset, long length) {
        return driver.serve(Layout.blob(blob.canonical()), offset, length).orElseThrow(
                () -> new StorageException("read blob %s: its bytes are gone".formatted(blob.canonical())));
    }

    /**
     * A repository that has the blob, among those that are readable; the others are not even asked. It is looked for for a
     * bounded time, and may be missed.
     */
    public Optional<Repository> holder(Digest digest, Predicate<Repository> isReadable) {
        return holders.find(digest, isReadable);
    }

    /**
     * Lets another repository read the blob too; empty where the first may not itself. {@code before} is told of it, before
     * that is so.
     */
    public Optional<Found> mount(Repository from, Repository to, Digest digest, Consumer<Found> before) {
        Optional<Found> found = find(from, digest);
        found.ifPresent(before);
        found.ifPresent(blob -> link(to, digest, blob.canonical()));
        return found;
    }

    /** Takes the repository's link away, the bytes stay; false where it had none. */
    public boolean delete(Repository repository, Digest digest) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            return driver.delete(Layout.layer(repository, digest), Durability.SYNCED);
        }
    }

    /** Links under the canonical digest, and under the client's own where that is another. */
    void link(Repository repository, Digest digest, Digest canonical) {
        links.write(Layout.layer(repository, canonical), canonical);
        if (!digest.equals(canonical)) {
            links.write(Layout.layer(repository, digest), canonical);
            holders.add(repository, digest);
        }
        holders.add(repository, canonical);
    }

    Optional<Long> size(Digest canonical) {
        return driver.statObject(Layout.blob(canonical)).map(StoredStat::size);
    }
}
