package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * For a storage that several processes write to: one small object per blob that is about to be linked, in a folder of the
 * hour. Nobody can say for others when a link stands, so one counts that is at most {@link #KEPT} older than the collection:
 * the links of older ones stood before the first link was read. A folder goes as a whole when it counts no more; a single
 * object never does, since a writer may be announcing the same blob anew.
 */
final class StoredIntents implements Intents {
    /** Longer than any writer needs from the intent to the link: a wait for a mark, and the completion of an upload. */
    static final Duration KEPT = Duration.ofHours(1);
    /** How far the clocks of two processes may differ: S3 itself refuses one that is off by more than half of that. */
    static final Duration SKEW = Duration.ofMinutes(30);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("[0-9]{10}");

    private final StorageDriver driver;
    private final StoragePath root;
    private final Clock clock;
    private volatile Instant began;

    StoredIntents(StorageDriver driver, StoragePath root, Clock clock) {
        this.driver = driver;
        this.root = root;
        this.clock = clock;
        this.began = clock.instant();
    }

    @Override
    public void announce(Collection<Digest> digests) {
        StoragePath folder = folder(hour(clock.instant()));
        digests.forEach(digest -> driver.write(path(folder, digest), new byte[0], Durability.RELAXED));
    }

    @Override
    public void done(Collection<Digest> digests) {
        // Another process may be about to link the same blob.
    }

    @Override
    public void begin() {
        began = clock.instant();
        removeUntil(began);
    }

    @Override
    public boolean has(Digest digest) {
        long last = hour(clock.instant().plus(SKEW));
        for (long hour = first(began); hour <= last; hour++) {
            if (driver.statObject(path(folder(hour), digest)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void end() {
        removeUntil(clock.instant());
    }

    /** Removes what counts for no collection that begins then or later. */
    private void removeUntil(Instant beginning) {
        String kept = name(first(beginning));
        driver.list(root, "", StorageDriver.MAXIMUM_LISTED).stream()
                .filter(name -> NAME.matcher(name).matches() && name.compareTo(kept) < 0)
                .forEach(name -> driver.delete(root.resolve(name), Durability.RELAXED));
    }

    /** The first hour that counts for a collection that begins then. */
    private static long first(Instant beginning) {
        return hour(beginning.minus(KEPT).minus(SKEW));
    }

    private static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), HOUR.toSeconds());
    }

    private static String name(long hour) {
        return "%010d".formatted(hour);
    }

    private StoragePath folder(long hour) {
        return root.resolve(name(hour));
    }

    private static StoragePath path(StoragePath folder, Digest digest) {
        return folder.resolve(digest.algorithm().label() + "/" + digest.hex());
    }
}
