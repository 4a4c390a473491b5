package dev.crossdock.registry.content.names;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists by their keys; those that were asked for last are remembered. */
public final class KnownLists<K> {
    /** The most lists that are remembered. */
    static final int MAXIMUM_LISTS = 1_000;

    private final int maximum;
    private final Map<K, KnownNames> lists = new LinkedHashMap<>(16, 0.75f, true);

    /** Remembers at most so many names, of all lists together; the list that was asked for last may have them all. */
    public KnownLists(int maximum) {
        this.maximum = maximum;
    }

    /** A page of one list. */
    public List<String> page(K key, String after, int limit, NameWalk walk) {
        KnownNames list = list(key);
        int before = list.size();
        List<String> page = list.page(after, limit, walk);
        if (list.size() != before) {
            trim();
        }
        return page;
    }

    private synchronized KnownNames list(K key) {
        KnownNames list = lists.computeIfAbsent(key, any -> new KnownNames(maximum));
        if (lists.size() > MAXIMUM_LISTS) {
            trim();
        }
        return list;
    }

    /** Called after the name has been written to the list. */
    public void add(K key, String name) {
        known(key).ifPresent(list -> {
            list.add(name);
            trim();
        });
    }

    /** Called after the name has gone from the list. */
    public void remove(K key, String name) {
        with(key, list -> list.remove(name));
    }

    /** Knows nothing of the list any more. */
    public void forget(K key) {
        with(key, KnownNames::forget);
    }

    private void with(K key, Consumer<KnownNames> change) {
        known(key).ifPresent(change);
    }

    /** A write is no reason to remember a list for longer, but one more look-up does no harm. */
    private synchronized Optional<KnownNames> known(K key) {
        return Optional.ofNullable(lists.get(key));
    }

    /** The list that was used last is the last, and stays. */
    private synchronized void trim() {
        long size = size();
        Iterator<KnownNames> eldest = lists.values().iterator();
        while (lists.size() > 1 && (size > maximum || lists.size() > MAXIMUM_LISTS)) {
            size -= eldest.next().size();
            eldest.remove();
        }
    }

    synchronized int count() {
        return lists.size();
    }

    /** How many names are remembered. */
    synchronized long size() {
        return lists.values().stream().mapToLong(KnownNames::size).sum();
    }
}
