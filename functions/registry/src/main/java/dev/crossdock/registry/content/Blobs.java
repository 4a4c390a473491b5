package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.guard.CondemnedException;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The blobs of all repositories: the bytes are stored once, and each repository that may read them has a link. */
public final class Blobs {
    private final StorageDriver driver;
    private final Links links;
    private final RepositoryLocks locks;
    private final Guard guard;
    private final BlobHolders holders;

    Blobs(StorageDriver driver, Links links, RepositoryLocks locks, Guard guard, BlobHolders holders) {
        this.holders = holders;
        this.driver = driver;
        this.links = links;
        this.locks = locks;
        this.guard = guard;
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
        Optional<Found> known = find(from, digest);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        try (Guard.Leave _ = guard.enter(List.of(known.get().canonical()))) {
            Optional<Found> found = find(from, digest);
            found.ifPresent(before);
            found.ifPresent(blob -> link(to, digest, blob.canonical()));
            return found;
        } catch (CondemnedException e) {
            return Optional.empty();
        }
    }

    /** Tells a client that the blob is there, and remembers that: the client may count on it in a manifest. */
    public Optional<Found> confirm(Repository repository, Digest digest) {
        Optional<Found> found = find(repository, digest);
        found.ifPresent(blob -> guard.seen(repository, blob.canonical()));
        return found;
    }

    /** Takes the repository's links away, by whichever digest; the bytes stay. False where it had none. */
    public boolean delete(Repository repository, Digest digest) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            Optional<Digest> canonical = links.read(Layout.layer(repository, digest));
            if (canonical.isEmpty()) {
                return false;
            }
            aliases(repository, canonical.get()).forEach(alias -> driver.delete(Layout.layerTree(repository, alias),
                    Durability.SYNCED));
            driver.delete(Layout.layerTree(repository, digest), Durability.SYNCED);
            driver.delete(Layout.layerTree(repository, canonical.get()), Durability.SYNCED);
            return true;
        }
    }

    private List<Digest> aliases(Repository repository, Digest canonical) {
        StoragePath others = Layout.layers(repository).resolve(DigestAlgorithm.SHA512.label());
        List<Digest> aliases = new ArrayList<>();
        List<String> names = driver.list(others, "", StorageDriver.MAXIMUM_LISTED);
        while (!names.isEmpty()) {
            names.stream().filter(hex -> hex.length() == DigestAlgorithm.SHA512.hexLength())
                    .map(hex -> new Digest(DigestAlgorithm.SHA512, hex))
                    .filter(alias -> links.read(Layout.layer(repository, alias)).equals(Optional.of(canonical)))
                    .forEach(aliases::add);
            names = driver.list(others, names.getLast(), StorageDriver.MAXIMUM_LISTED);
        }
        return aliases;
    }

    /** Makes the upload's bytes a blob, unless it is there already, and links it. */
    void keep(Repository repository, Found blob, Consumer<StoragePath> commit) {
        try (Guard.Leave _ = guard.enter(List.of(blob.canonical()))) {
            commit.accept(Layout.blob(blob.canonical()));
            link(repository, blob.digest(), blob.canonical());
        }
    }

    /** Links under the canonical digest, and under the client's own where that is another. */
    private void link(Repository repository, Digest digest, Digest canonical) {
        try (RepositoryLocks.Held _ = locks.together(repository)) {
            links.rewrite(Layout.layer(repository, canonical), canonical);
            if (!digest.equals(canonical)) {
                links.rewrite(Layout.layer(repository, digest), canonical);
                holders.add(repository, digest);
            }
        }
        holders.add(repository, canonical);
    }

    Optional<Long> size(Digest canonical) {
        return driver.statObject(Layout.blob(canonical)).map(StoredStat::size);
    }
}
