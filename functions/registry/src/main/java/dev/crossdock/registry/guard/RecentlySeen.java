package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What clients were told to be there. A client that hears so pushes only its manifest, so a link that no manifest refers to
 * yet is in use from then on. What is forgotten early costs a push that is refused for a missing blob, and repeated.
 */
final class RecentlySeen {
    /** The most that is remembered (20 MB). */
    static final int MAXIMUM_SEEN = 200_000;

    /** Key and time, the one that was seen longest ago first. */
    private final Map<Long, Long> times = new LinkedHashMap<>();

    synchronized void add(Repository repository, Digest digest) {
        Long key = key(repository, digest);
        times.remove(key);
        if (times.size() >= MAXIMUM_SEEN) {
            times.remove(times.keySet().iterator().next());
        }
        times.put(key, System.nanoTime());
    }

    /** Two that share a key keep each other, which harms nobody. */
    synchronized boolean has(Repository repository, Digest digest, Duration within) {
        Long time = times.get(key(repository, digest));
        return time != null && System.nanoTime() - time <= within.toNanos();
    }

    private static Long key(Repository repository, Digest digest) {
        return Long.parseUnsignedLong(digest.hex().substring(0, 16), 16) * 31 + repository.hashCode();
    }
}
