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
    private final Set<String> endpoints;
    private final Set<String> unknown = new TreeSet<>();

    Recovery(EventStream stream, History history, Set<String> endpoints) {
        this.stream = stream;
        this.history = history;
        this.endpoints = Set.copyOf(endpoints);
    }

    /** A stored event, whether its change was made, and the endpoints that took it already. */
    record Found(Entry entry, boolean isConfirmed, Set<String> taken) {
        Found {
            taken = Set.copyOf(taken);
        }
    }

    /** Everything that is stored, in its order. */
    List<Found> read() {
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
        if (!unknown.isEmpty()) {
            LOG.warn("notifications: events wait for endpoints that are configured no more, and are forgotten: {}",
                    unknown);
        }
        return found;
    }

    private Marks read(StoragePath path, Map<Long, Entry> entries) {
        try {
            return stream.read(path).map(group -> {
                long number = group.first();
                for (OutboxEvent event : group.events()) {
                    entries.put(number, new Entry(number, path, wanted(event)));
                    number++;
                }
                return group.marks();
            }).orElse(Marks.NONE);
        } catch (StorageException e) {
            LOG.error("{}: its events are not sent, and it is left where it is", e.getMessage());
            return Marks.NONE;
        }
    }

    private OutboxEvent wanted(OutboxEvent event) {
        event.endpoints().stream().filter(name -> !endpoints.contains(name)).forEach(unknown::add);
        return new OutboxEvent(event.id(), event.queued(), event.change(),
                event.endpoints().stream().filter(endpoints::contains).toList(), event.body());
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
