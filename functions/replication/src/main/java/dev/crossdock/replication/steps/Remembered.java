package dev.crossdock.replication.steps;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What one process remembers: the last so many entries. Safe for several threads. */
final class Remembered<K, V> {
    private final Map<K, V> entries;

    Remembered(int maximum) {
        this.entries = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > maximum;
            }
        };
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    synchronized Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key));
    }
}
