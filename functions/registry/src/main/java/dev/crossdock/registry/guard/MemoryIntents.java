package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * For a storage that this process owns, exact and without a request. What is done before a collection begins has its link
 * written before the collector looks at the first one; what is not yet done then is kept when it is.
 */
final class MemoryIntents implements Intents {
    /** The most blobs that are kept in mind in one collection; beyond, each counts as meant (96 MB). */
    static final int MAXIMUM_KEPT = 1_000_000;

    private final Map<Digest, Integer> open = new HashMap<>();
    private final Set<Digest> kept = new HashSet<>();
    private final int maximumKept;
    private boolean isKeeping;
    private boolean isOverflown;

    MemoryIntents() {
        this(MAXIMUM_KEPT);
    }

    MemoryIntents(int maximumKept) {
        this.maximumKept = maximumKept;
    }

    @Override
    public synchronized void announce(Collection<Digest> digests) {
        digests.forEach(digest -> open.merge(digest, 1, Integer::sum));
    }

    @Override
    public synchronized void done(Collection<Digest> digests) {
        for (Digest digest : digests) {
            open.computeIfPresent(digest, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
            if (isKeeping && kept.size() < maximumKept) {
                kept.add(digest);
            } else if (isKeeping) {
                isOverflown = true;
            }
        }
    }

    @Override
    public synchronized void begin() {
        isKeeping = true;
    }

    @Override
    public synchronized boolean has(Digest digest) {
        return isOverflown || open.containsKey(digest) || kept.contains(digest);
    }

    @Override
    public synchronized void end() {
        isKeeping = false;
        isOverflown = false;
        kept.clear();
    }
}
