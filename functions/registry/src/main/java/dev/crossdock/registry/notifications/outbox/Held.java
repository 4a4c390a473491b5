package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StoragePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which events of this process's stream are stored, and what is known of each. A group's object may be deleted once none
 * of its events is held any more; the numbers of those that were dropped are remembered until then, since whoever reads
 * the object again must not take them for confirmed.
 */
final class Held {
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    /** Undecided, or dropped while their groups are still stored. */
    private final TreeSet<Long> unconfirmed = new TreeSet<>();
    private final TreeSet<Long> undecided = new TreeSet<>();
    private final Map<StoragePath, Group> groups = new HashMap<>();
    /** Confirmed since the marks were last stored, per repository. */
    private final TreeSet<Long> unmarked = new TreeSet<>();
    /** Of every endpoint, what it took while others still wait for the same event. */
    private final Map<String, TreeSet<Long>> taken = new HashMap<>();
    private long end = 1;
    private long bytes;
    private boolean isChanged;

    /** What is held of one stored object. */
    private static final class Group {
        int live;
        final List<Long> dropped = new ArrayList<>();
    }

    synchronized long end() {
        return end;
    }

    synchronized void beginAt(long number) {
        end = Math.max(end, number);
    }

    synchronized void add(Entry entry) {
        end = Math.max(end, entry.number() + 1);
        entries.put(entry.number(), entry);
        unconfirmed.add(entry.number());
        undecided.add(entry.number());
        bytes += entry.bytes();
        groups.computeIfAbsent(entry.group(), path -> new Group()).live++;
    }

    /** False where it was decided before. */
    synchronized boolean confirm(Entry entry) {
        if (!undecided.remove(entry.number())) {
            return false;
        }
        unconfirmed.remove(entry.number());
        unmarked.add(entry.number());
        isChanged = true;
        return true;
    }

    /** The object that may be deleted now, if that is so. */
    synchronized Optional<StoragePath> drop(Entry entry) {
        if (!undecided.remove(entry.number())) {
            return Optional.empty();
        }
        Group group = groups.get(entry.group());
        if (group != null) {
            group.dropped.add(entry.number());
        }
        return forget(entry);
    }

    /** It could not be stored at all. */
    synchronized void discard(Entry entry) {
        undecided.remove(entry.number());
        unconfirmed.remove(entry.number());
        forget(entry);
    }

    /** As {@link #drop}: the endpoint needs the event no more. */
    synchronized Optional<StoragePath> done(Entry entry, String endpoint) {
        if (!entry.waiting.remove(endpoint)) {
            return Optional.empty();
        }
        isChanged = true;
        if (!entry.waiting.isEmpty()) {
            taken.computeIfAbsent(endpoint, name -> new TreeSet<>()).add(entry.number());
            return Optional.empty();
        }
        taken.values().forEach(numbers -> numbers.remove(entry.number()));
        return forget(entry);
    }

    /** As {@link #drop}: nobody waits for the event, where that is so. */
    synchronized Optional<StoragePath> finish(Entry entry) {
        return entry.waiting.isEmpty() && entries.containsKey(entry.number()) ? forget(entry) : Optional.empty();
    }

    private Optional<StoragePath> forget(Entry entry) {
        entries.remove(entry.number());
        unmarked.remove(entry.number());
        bytes -= entry.bytes();
        Group group = groups.get(entry.group());
        if (group == null || --group.live > 0) {
            return Optional.empty();
        }
        groups.remove(entry.group());
        group.dropped.forEach(unconfirmed::remove);
        return Optional.of(entry.group());
    }

    synchronized boolean isWaiting(Entry entry, String endpoint) {
        return entry.waiting.contains(endpoint);
    }

    synchronized List<String> waiting(Entry entry) {
        return List.copyOf(entry.waiting);
    }

    synchronized Marks marks() {
        return new Marks(end, unconfirmed);
    }

    synchronized EventStream.State state() {
        Map<String, String> ranges = new HashMap<>();
        taken.forEach((endpoint, numbers) -> ranges.put(endpoint, EventStream.Numbers.write(numbers)));
        return new EventStream.State(marks(), ranges);
    }

    /** Whether something was decided or taken, and is not forgotten altogether, since this was asked last. */
    synchronized boolean takeChange() {
        boolean wasChanged = isChanged && !entries.isEmpty();
        isChanged = false;
        return wasChanged;
    }

    /** Marks with this end, and what was unconfirmed by then, are stored. */
    synchronized void marked(Marks marks) {
        unmarked.removeIf(marks::confirm);
    }

    /** Whether one of the repository's events is confirmed in memory alone. */
    synchronized boolean isUnmarked(Change change) {
        return unmarked.stream().map(entries::get).anyMatch(entry -> entry != null && entry.change().repository()
                .equals(change.repository()));
    }

    /** The oldest confirmed event, where more are held, or more bytes, than there is room for. */
    synchronized Optional<Entry> surplus(Room room) {
        if (entries.size() <= room.maximumEvents() && bytes <= room.maximumBytes()) {
            return Optional.empty();
        }
        return entries.values().stream().filter(entry -> !undecided.contains(entry.number())).findFirst();
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized Optional<Instant> oldest() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.firstEntry().getValue().queued());
    }
}
