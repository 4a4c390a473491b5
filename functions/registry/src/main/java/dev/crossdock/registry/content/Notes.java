package dev.crossdock.registry.content;

import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredStat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small objects of ours beside the content, where no other reader looks; each may be lost without harm. */
public final class Notes {
    private static final StoragePath ROOT = new StoragePath("docker/registry/v2/_crossdock");

    private final StorageDriver driver;

    /** On this driver. */
    public Notes(StorageDriver driver) {
        this.driver = driver;
    }

    /** Writes the note, whether or not it was there. */
    public void write(String name, byte[] bytes) {
        driver.write(ROOT.resolve(name), bytes, Durability.RELAXED);
    }

    /** The note's bytes; throws where it has more than {@code limit}. */
    public Optional<byte[]> read(String name, int limit) {
        return driver.load(ROOT.resolve(name), limit);
    }

    /** When it was last written. */
    public Optional<Instant> written(String name) {
        return driver.statObject(ROOT.resolve(name)).map(StoredStat::modified);
    }

    /** The names directly beneath one. */
    public List<String> list(String name) {
        List<String> all = new ArrayList<>();
        List<String> page = driver.list(ROOT.resolve(name), "", StorageDriver.MAXIMUM_LISTED);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = driver.list(ROOT.resolve(name), page.getLast(), StorageDriver.MAXIMUM_LISTED);
        }
        return all;
    }

    /** Removes it. */
    public void delete(String name) {
        driver.delete(ROOT.resolve(name), Durability.RELAXED);
    }
}
