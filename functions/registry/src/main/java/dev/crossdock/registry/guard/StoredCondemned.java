package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** For a storage that several processes write to: a small object per mark. All are by SHA-256, as blobs are stored. */
final class StoredCondemned implements Condemned {
    /**
     * A mark that is older is a dead collector's: a live one deletes within the life of its lease, five minutes. Twice that
     * and more, for clocks that differ.
     */
    static final Duration LONGEST_LIFE = Duration.ofMinutes(15);

    private static final byte[] NOTE = "about to be deleted".getBytes(StandardCharsets.US_ASCII);

    private final StorageDriver driver;
    private final StoragePath root;
    private final Clock clock;

    StoredCondemned(StorageDriver driver, StoragePath root, Clock clock) {
        this.driver = driver;
        this.root = root.resolve(DigestAlgorithm.SHA256.label());
        this.clock = clock;
    }

    /** A loss of power ends this collector too, and its marks mean nothing then. */
    @Override
    public void mark(Digest digest) {
        driver.write(path(digest), NOTE, Durability.RELAXED);
    }

    @Override
    public void unmark(Digest digest) {
        driver.delete(path(digest), Durability.RELAXED);
    }

    /** For many digests one listing, since there is hardly ever a mark at all. */
    @Override
    public boolean hasAny(Collection<Digest> digests) {
        boolean isWorthALook = digests.size() < 2 || !driver.list(root, "", 1).isEmpty();
        return isWorthALook && digests.stream().anyMatch(this::has);
    }

    @Override
    public boolean has(Digest digest) {
        return driver.statObject(path(digest)).filter(it -> it.modified().isAfter(clock.instant().minus(LONGEST_LIFE)))
                .isPresent();
    }

    @Override
    public void clear() {
        List<String> names = driver.list(root, "", StorageDriver.MAXIMUM_LISTED);
        while (!names.isEmpty()) {
            names.forEach(name -> driver.delete(root.resolve(name), Durability.RELAXED));
            names = driver.list(root, names.getLast(), StorageDriver.MAXIMUM_LISTED);
        }
    }

    private StoragePath path(Digest digest) {
        return root.resolve(digest.hex());
    }
}
