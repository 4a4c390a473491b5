package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Lets a collector delete while writers link. A writer (1) announces the blobs it is about to link, (2) looks for marks and
 * waits until there is none, (3) looks whether the blobs are there, (4) links them. The collector (a) marks a blob that it
 * found unlinked, (b) looks whether somebody announced it since it began, (c) deletes it if not, (d) removes the mark.
 *
 * <p>Why nothing linked is ever deleted: either 1 comes before b, and the collector leaves the blob alone; or b comes before
 * 1, and then a before 2. So the writer meets the mark and waits, or the mark is gone already: in both cases c is over before
 * 3, and 3 says the truth. The link itself need not be found again, which would take a walk over the whole store for each
 * blob. Why announcements end in time: {@link Intents}.
 */
public final class Guard {
    /** How long a writer waits for a mark to go; a collector holds one for the time of a few requests. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final boolean isExclusive;
    private final Condemned condemned;
    private final Intents intents;
    private final RecentlySeen seen = new RecentlySeen();
    private final AtomicBoolean isCollecting = new AtomicBoolean();
    private final Duration longestWait;

    Guard(StorageDriver driver, StoragePath root, boolean isExclusive, Duration longestWait) {
        Clock clock = Clock.systemUTC();
        this.isExclusive = isExclusive;
        this.condemned = isExclusive
                ? new MemoryCondemned()
                : new StoredCondemned(driver, root.resolve("condemned"), clock);
        this.intents = isExclusive ? new MemoryIntents() : new StoredIntents(driver, root.resolve("intents"), clock);
        this.longestWait = longestWait;
    }

    /** For a storage that this process owns: it writes nothing there, so that a full one can be collected from. */
    public static Guard exclusive(StorageDriver driver, StoragePath root) {
        return new Guard(driver, root, true, LONGEST_WAIT);
    }

    /** For a storage that others write to as well. */
    public static Guard shared(StorageDriver driver, StoragePath root) {
        return new Guard(driver, root, false, LONGEST_WAIT);
    }

    /** Leave to link some blobs, until it is closed. */
    public final class Leave implements AutoCloseable {
        private final Collection<Digest> digests;

        private Leave(Collection<Digest> digests) {
            this.digests = digests;
        }

        @Override
        public void close() {
            intents.done(digests);
        }
    }

    /** Steps 1 and 2: whether the blobs are there is asked after this. All are by SHA-256. */
    public Leave enter(Collection<Digest> digests) {
        List<Digest> distinct = digests.stream().distinct().toList();
        intents.announce(distinct);
        try {
            awaitNoMark(distinct);
            return new Leave(distinct);
        } catch (RuntimeException | Error e) {
            intents.done(distinct);
            throw e;
        }
    }

    private void awaitNoMark(Collection<Digest> digests) {
        long deadline = System.nanoTime() + longestWait.toNanos();
        while (condemned.hasAny(digests)) {
            if (System.nanoTime() - deadline > 0 || !pause()) {
                Digest marked = digests.stream().filter(condemned::has).findFirst().orElse(digests.iterator().next());
                throw new CondemnedException(marked, longestWait.toSeconds());
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A client was told that the repository has this, and may count on it in what it pushes next. */
    public void seen(Repository repository, Digest digest) {
        seen.add(repository, digest);
    }

    /** Whether a client of this process was told so within that time, or a while longer. */
    public boolean isSeen(Repository repository, Digest digest, Duration within) {
        return seen.has(repository, digest, within);
    }

    /** A collection begins; false where this process is at one. That no other process is, the caller knows. */
    public boolean begin() {
        if (!isCollecting.compareAndSet(false, true)) {
            return false;
        }
        boolean isBegun = false;
        try {
            condemned.clear();
            intents.begin();
            isBegun = true;
            return true;
        } finally {
            isCollecting.set(isBegun);
        }
    }

    /**
     * Steps a to d. Where the deletion fails, nobody may know whether it will not still happen: then the mark stays, in a
     * shared storage, until it is too old to count.
     */
    public boolean condemn(Digest digest, BooleanSupplier deletion) {
        condemned.mark(digest);
        boolean isDeleted = !intents.has(digest) && deletion.getAsBoolean();
        condemned.unmark(digest);
        return isDeleted;
    }

    /** The collection ended, or failed. */
    public void end() {
        try {
            intents.end();
            if (isExclusive) {
                condemned.clear();
            }
        } finally {
            isCollecting.set(false);
        }
    }

    /** Whether this process owns the storage. */
    public boolean isExclusive() {
        return isExclusive;
    }
}
