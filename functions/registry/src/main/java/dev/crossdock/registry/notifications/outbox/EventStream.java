package dev.crossdock.registry.notifications.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored events of one instance. */
final class EventStream {
    static final StoragePath OUTBOX = new StoragePath("docker/registry/v2/_crossdock/outbox");
    /** The most bytes that a group may have: many events, or one with a long list of references. */
    static final int MAXIMUM_GROUP_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int MAXIMUM_STATE_BYTES = 16 << 20;
    /** Events of a group are mostly sent one after the other, of few repositories at a time. */
    private static final int MAXIMUM_REMEMBERED = 4;

    private final StorageDriver driver;
    private final StoragePath root;
    /** The groups that events were looked for in last. */
    private final Deque<Group> remembered = new ArrayDeque<>();

    EventStream(StorageDriver driver, String instance) {
        this.driver = driver;
        this.root = OUTBOX.resolve(instance);
    }

    /** Some events that follow each other, the first one's number, and what was known when they were written. */
    record Group(StoragePath path, long first, Marks marks, List<OutboxEvent> events) {
        Group {
            events = List.copyOf(events);
        }
    }

    /** What was confirmed, and per endpoint the numbers of the events that it took. */
    record State(Marks marks, Map<String, String> taken) {
        static final State NONE = new State(Marks.NONE, Map.of());

        State {
            taken = Map.copyOf(taken);
        }
    }

    StoragePath path(long first) {
        return root.resolve("events/%016d".formatted(first));
    }

    /** Durable on return: one object, whose name and bytes are synced together. */
    void write(Group group) {
        ObjectNode node = EventRecords.object();
        group.marks().write(node.putObject("marks"));
        ArrayNode events = node.putArray("events");
        group.events().forEach(event -> EventRecords.write(events.addObject(), event));
        driver.write(group.path(), EventRecords.bytes(node), Durability.SYNCED);
    }

    /** Empty where the group is gone. */
    Optional<OutboxEvent> find(StoragePath path, UUID id) {
        Optional<Group> group = recall(path).or(() -> {
            Optional<Group> read = read(path);
            read.ifPresent(this::remember);
            return read;
        });
        return group.flatMap(found -> found.events().stream().filter(event -> event.id().equals(id)).findFirst());
    }

    private synchronized Optional<Group> recall(StoragePath path) {
        return remembered.stream().filter(group -> group.path().equals(path)).findFirst();
    }

    private synchronized void remember(Group group) {
        remembered.addFirst(group);
        if (remembered.size() > MAXIMUM_REMEMBERED) {
            remembered.removeLast();
        }
    }

    private synchronized void forget(StoragePath path) {
        remembered.removeIf(group -> group.path().equals(path));
    }

    Optional<Group> read(StoragePath path) {
        return driver.load(path, MAXIMUM_GROUP_BYTES).map(bytes -> EventRecords.read(path, bytes,
                node -> group(path, node)));
    }

    private static Group group(StoragePath path, JsonNode node) {
        List<OutboxEvent> events = new ArrayList<>();
        node.path("events").forEach(event -> events.add(EventRecords.event(event)));
        return new Group(path, first(path), Marks.read(node.path("marks")), events);
    }

    /** The number of the group's first event. */
    static long first(StoragePath group) {
        return Long.parseLong(group.text().substring(group.text().lastIndexOf('/') + 1));
    }

    /** Every group, the oldest first. One that cannot be read stays where it is, and is said. */
    List<StoragePath> groups() {
        List<StoragePath> found = new ArrayList<>();
        String reached = "";
        while (true) {
            List<String> names = driver.list(root.resolve("events"), reached, StorageDriver.MAXIMUM_LISTED);
            if (names.isEmpty()) {
                return found;
            }
            names.stream().filter(name -> name.matches("\\d{16}"))
                    .forEach(name -> found.add(root.resolve("events/" + name)));
            reached = names.getLast();
        }
    }

    void delete(StoragePath group) {
        forget(group);
        driver.delete(group, Durability.RELAXED);
    }

    /** Groups that are there stay. */
    void deleteState() {
        driver.delete(root.resolve("state"), Durability.RELAXED);
    }

    void write(State state, Durability durability) {
        ObjectNode node = EventRecords.object();
        state.marks().write(node.putObject("marks"));
        ObjectNode taken = node.putObject("taken");
        state.taken().forEach(taken::put);
        driver.write(root.resolve("state"), EventRecords.bytes(node), durability);
    }

    /** Without it some events are sent again, and intents are asked after: it may well be lost with the power. */
    State state() {
        StoragePath path = root.resolve("state");
        try {
            return driver.load(path, MAXIMUM_STATE_BYTES).map(bytes -> EventRecords.read(path, bytes,
                    EventStream::state)).orElse(State.NONE);
        } catch (StorageException e) {
            LOG.warn("{}: it is left aside, so that some events are sent once more", e.getMessage());
            return State.NONE;
        }
    }

    private static State state(JsonNode node) {
        Map<String, String> taken = new HashMap<>();
        node.path("taken").properties().forEach(entry -> taken.put(entry.getKey(), entry.getValue().asText()));
        return new State(Marks.read(node.path("marks")), taken);
    }

    /** Sets of numbers as short text: {@code 1-5,8}. */
    static final class Numbers {
        private Numbers() {}

        static String write(SortedSet<Long> numbers) {
            List<String> ranges = new ArrayList<>();
            long first = 0;
            long last = -1;
            for (long number : numbers) {
                if (last >= 0 && number != last + 1) {
                    ranges.add(range(first, last));
                }
                first = last >= 0 && number == last + 1 ? first : number;
                last = number;
            }
            if (last >= 0) {
                ranges.add(range(first, last));
            }
            return String.join(",", ranges);
        }

        private static String range(long first, long last) {
            return first == last ? Long.toString(first) : first + "-" + last;
        }

        /** Those of {@code candidates} that the text names: a damaged text can name no more. */
        static SortedSet<Long> among(Collection<Long> candidates, String text) {
            TreeSet<Long> sorted = new TreeSet<>(candidates);
            SortedSet<Long> named = new TreeSet<>();
            for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                int dash = range.indexOf('-');
                long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
                long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
                if (first <= last) {
                    named.addAll(sorted.subSet(first, true, last, true));
                }
            }
            return named;
        }
    }
}
