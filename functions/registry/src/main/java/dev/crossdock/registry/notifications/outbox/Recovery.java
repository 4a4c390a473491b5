package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a process left behind. An event counts as confirmed where any record says so, written after its own group
 * or with it; else the content is asked.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final EventStream stream;
    private final History history;
    private final List<StoragePath> unreadable = new ArrayList<>();

    Recovery(EventStream stream, History history) {
        this.stream = stream;
        this.history = history;
    }

    /** A stored event, whether its change was made, and the endpoints that took it already. */
    record Found(Entry entry, boolean isConfirmed, Set<String> taken) {
        Found {
            taken = Set.copyOf(taken);
        }
    }

    /** The events of a stream in their order, which of them its records confirm, and the groups that say nothing. */
    record Reading(List<Found> found, Marks marks, List<StoragePath> unreadable) {
        Reading {
            found = List.copyOf(found);
            unreadable = List.copyOf(unreadable);
        }

        /** The events, which wait for no others any more. */
        List<Found> onlyFor(Set<String> endpoints) {
            Set<String> others = new TreeSet<>();
            found.forEach(one -> others.addAll(one.entry().waiting));
            others.removeAll(endpoints);
            if (!others.isEmpty()) {
                LOG.warn("notifications: events wait for endpoints that are configured no more, and are forgotten: {}",
                        others);
                found.forEach(one -> one.entry().waiting.removeAll(others));
            }
            return found;
        }
    }

    /** Everything that is stored. */
    Reading read() {
        EventStream.State state = stream.state();
        Marks marks = state.marks();
        Map<Long, Entry> entries = new TreeMap<>();
        for (StoragePath path : stream.groups()) {
            marks = united(marks, read(path, entries));
        }
        Map<Long, Set<String>> taken = taken(entries, state.taken());
        List<Found> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            found.add(new Found(entry, marks.confirm(entry.number()) || isShown(entry),
                    taken.getOrDefault(entry.number(), Set.of())));
        }
        return new Reading(found, marks, unreadable);
    }

    private Marks read(StoragePath path, Map<Long, Entry> entries) {
        try {
            return stream.read(path).map(group -> {
                long number = group.first();
                for (OutboxEvent event : group.events()) {
                    entries.put(number, new Entry(number, path, event));
                    number++;
                }
                return group.marks();
            }).orElse(Marks.NONE);
        } catch (StorageException e) {
            LOG.error("{}: its events are not sent, and it is left where it is", e.getMessage());
            unreadable.add(path);
            return Marks.NONE;
        }
    }

    private static Map<Long, Set<String>> taken(Map<Long, Entry> entries, Map<String, String> ranges) {
        Map<Long, Set<String>> taken = new HashMap<>();
        ranges.forEach((endpoint, text) -> EventStream.Numbers.among(entries.keySet(), text)
                .forEach(number -> taken.computeIfAbsent(number, any -> new HashSet<>()).add(endpoint)));
        return taken;
    }

    /** Confirms what either does. */
    private static Marks united(Marks one, Marks other) {
        Marks longer = one.end() >= other.end() ? one : other;
        Marks shorter = one.end() >= other.end() ? other : one;
        Set<Long> except = new HashSet<>(longer.except());
        except.removeIf(shorter::confirm);
        return new Marks(longer.end(), except);
    }

    /** Where the content cannot tell, the event is sent: it is a hint, and its receiver looks for itself. */
    private boolean isShown(Entry entry) {
        try {
            return history.shows(entry.change());
        } catch (RuntimeException e) {
            LOG.warn("notifications: whether event {} of {} happened cannot be told, so it is sent: {}", entry.id(),
                    entry.change().repository(), String.valueOf(e.getMessage()));
            return true;
        }
    }
}
