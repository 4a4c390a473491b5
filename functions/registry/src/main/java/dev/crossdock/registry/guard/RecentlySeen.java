package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.storage.Recent;
import java.time.Duration;
import java.util.Optional;

/**
 * What clients were told to be there. A client that hears so pushes only its manifest, so a link that no manifest refers to
 * yet is in use from then on. What is forgotten early costs a push that is refused for a missing blob, and repeated.
 */
final class RecentlySeen {
    /** The most that is remembered (20 MB); at least half of it is. */
    static final int MAXIMUM_SEEN = 200_000;

    private final Recent<Long, Long> times = new Recent<>(MAXIMUM_SEEN);

    void add(Repository repository, Digest digest) {
        times.put(key(repository, digest), System.nanoTime(), 1);
    }

    /** Two that share a key keep each other, which harms nobody. */
    boolean has(Repository repository, Digest digest, Duration within) {
        Optional<Long> time = times.get(key(repository, digest));
        return time.isPresent() && System.nanoTime() - time.get() <= within.toNanos();
    }

    private static Long key(Repository repository, Digest digest) {
        return Long.parseUnsignedLong(digest.hex(), 0, 16, 16) * 31 + repository.hashCode();
    }
}
