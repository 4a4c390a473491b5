package dev.crossdock.storage;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was used lately, up to a weight. Nobody waits to read it: there are two generations, and what is used moves to the
 * younger one; once that is full it becomes the older, and what was in the older and not used since is forgotten.
 *
 * @param <K> by which it is found
 * @param <V> what is kept
 */
public final class Recent<K, V> {
    private final long halfWeight;
    private final AtomicLong weight = new AtomicLong();
    private volatile ConcurrentHashMap<K, Kept<V>> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<K, Kept<V>> old = new ConcurrentHashMap<>();

    private record Kept<V>(V value, int weight) {}

    /** Keeps about so much, in whatever unit {@link #put} counts. */
    public Recent(long maximumWeight) {
        this.halfWeight = maximumWeight / 2;
    }

    /** What was put last under the key, where that is still known. */
    public Optional<V> get(K key) {
        Kept<V> found = young.get(key);
        if (found == null) {
            found = old.get(key);
            if (found == null) {
                return Optional.empty();
            }
            // What somebody else has put meanwhile is newer.
            if (young.putIfAbsent(key, found) == null) {
                gain(found.weight);
            }
        }
        return Optional.of(found.value);
    }

    /** Keeps it, and gives it back; what weighs more than half of what may be kept is not kept. */
    public V put(K key, V value, int weight) {
        if (weight <= halfWeight) {
            Kept<V> before = young.put(key, new Kept<>(value, weight));
            gain(weight - (before == null ? 0 : before.weight));
        }
        return value;
    }

    private void gain(int more) {
        if (weight.addAndGet(more) > halfWeight) {
            age();
        }
    }

    private synchronized void age() {
        if (weight.get() > halfWeight) {
            old = young;
            young = new ConcurrentHashMap<>();
            weight.set(0);
        }
    }
}
