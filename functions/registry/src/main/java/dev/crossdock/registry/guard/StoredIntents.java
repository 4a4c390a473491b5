package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * For a storage that several processes write to: one small object per blob that is about to be linked. Nobody can say for
 * others when a link stands, so an object stays for {@link #KEPT}, and the next collector that ends after that removes it.
 */
final class StoredIntents implements Intents {
    /** Longer than any writer needs from the intent to the link: a wait for a mark, and the completion of an upload. */
    static final Duration KEPT = Duration.ofHours(1);

    private final StorageDriver driver;
    private final StoragePath root;
    private final Clock clock;

    StoredIntents(StorageDriver driver, StoragePath root, Clock clock) {
        this.driver = driver;
        this.root = root;
        this.clock = clock;
    }

    @Override
    public void announce(Collection<Digest> digests) {
        digests.forEach(digest -> driver.write(path(digest), new byte[0], Durability.RELAXED));
    }

    @Override
    public void done(Collection<Digest> digests) {
        // Another process may be about to link the same blob.
    }

    @Override
    public void begin() {
        // Whatever is there counts.
    }

    @Override
    public boolean has(Digest digest) {
        return driver.stat(path(digest)).isPresent();
    }

    @Override
    public void end() {
        Instant limit = clock.instant().minus(KEPT);
        for (String algorithm : driver.list(root, "", StorageDriver.MAXIMUM_LISTED)) {
            StoragePath beneath = root.resolve(algorithm);
            List<String> names = driver.list(beneath, "", StorageDriver.MAXIMUM_LISTED);
            while (!names.isEmpty()) {
                names.stream().map(beneath::resolve)
                        .filter(path -> driver.stat(path).filter(it -> it.modified().isBefore(limit)).isPresent())
                        .forEach(path -> driver.delete(path, Durability.RELAXED));
                names = driver.list(beneath, names.getLast(), StorageDriver.MAXIMUM_LISTED);
            }
        }
    }

    private StoragePath path(Digest digest) {
        return root.resolve(digest.algorithm().label() + "/" + digest.hex());
    }
}
