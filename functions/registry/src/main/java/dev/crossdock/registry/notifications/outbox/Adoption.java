package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what an instance left that is gone, group by group: each is deleted once what it holds is stored as ours. What
 * cannot be taken over stays where it is, for this process or another to come back to: groups that cannot be read, intents
 * whose instance may live and decide them after all, and events for endpoints that only another replica knows.
 */
final class Adoption {
    /** How long an event is left to a replica that knows its endpoint. */
    static final Duration FOREIGN = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final Streams streams;
    private final History history;
    private final Set<String> endpoints;
    private final Consumer<List<OutboxEvent>> queue;

    /** For these endpoints; what is taken over is given to {@code queue}, and stored when that returns. */
    Adoption(Streams streams, History history, Set<String> endpoints, Consumer<List<OutboxEvent>> queue) {
        this.streams = streams;
        this.history = history;
        this.endpoints = Set.copyOf(endpoints);
        this.queue = queue;
    }

    /** What fails with one instance's events keeps nobody from the next one's. */
    void adopt(Streams.Orphan orphan) {
        try {
            if (adoptGroups(orphan)) {
                streams.bury(orphan);
            }
        } catch (StorageException e) {
            LOG.warn("notifications: what {} left is taken over later: {}", orphan.name(), e.getMessage());
        } finally {
            streams.release(orphan);
        }
    }

    /** Whether nothing is left that somebody may still need. */
    private boolean adoptGroups(Streams.Orphan orphan) {
        Recovery.Reading reading = new Recovery(orphan.stream(), history).read();
        Map<StoragePath, List<Recovery.Found>> groups = reading.found().stream().collect(Collectors.groupingBy(
                found -> found.entry().group(), LinkedHashMap::new, Collectors.toList()));
        boolean isOver = orphan.isOver() && reading.unreadable().isEmpty();
        for (Map.Entry<StoragePath, List<Recovery.Found>> group : groups.entrySet()) {
            streams.hold(orphan);
            isOver &= orphan.stream().read(group.getKey()).map(stored -> new Taking(orphan, stored, group.getValue())
                    .take(reading.marks())).orElse(true);
        }
        return isOver;
    }

    /** One group on its way to us. */
    private final class Taking {
        private final Streams.Orphan orphan;
        private final EventStream.Group group;
        private final List<OutboxEvent> ours = new ArrayList<>();
        private final List<OutboxEvent> left = new ArrayList<>();

        Taking(Streams.Orphan orphan, EventStream.Group group, List<Recovery.Found> found) {
            this.orphan = orphan;
            this.group = group;
            for (int i = 0; i < Math.min(found.size(), group.events().size()); i++) {
                sort(group.events().get(i), found.get(i));
            }
        }

        private void sort(OutboxEvent event, Recovery.Found found) {
            if (!found.isConfirmed()) {
                left.add(orphan.isOver() ? to(event, List.of()) : event);
                return;
            }
            List<String> waiting = event.endpoints().stream().filter(name -> !found.taken().contains(name)).toList();
            List<String> known = waiting.stream().filter(endpoints::contains).toList();
            if (!known.isEmpty()) {
                ours.add(to(event, known));
            }
            List<String> foreign = waiting.stream().filter(name -> !endpoints.contains(name)).toList();
            boolean isOld = event.queued().plus(FOREIGN).isBefore(Instant.now());
            if (isOld && !foreign.isEmpty()) {
                LOG.warn("notifications: event {} of {} waits for endpoints that nobody has configured for {}, and is "
                        + "forgotten: {}", event.id(), event.change().repository(), FOREIGN, foreign);
            }
            left.add(to(event, isOld ? List.of() : foreign));
        }

        private OutboxEvent to(OutboxEvent event, List<String> names) {
            return new OutboxEvent(event.id(), event.queued(), event.change(), names, event.body());
        }

        /** Whether nothing of it is left. What is keeps its number: those without an endpoint hold the others' places. */
        boolean take(Marks marks) {
            if (!ours.isEmpty()) {
                queue.accept(ours);
            }
            if (left.stream().allMatch(event -> event.endpoints().isEmpty())) {
                orphan.stream().delete(group.path());
                return true;
            }
            if (!left.equals(group.events())) {
                orphan.stream().write(new EventStream.Group(group.path(), group.first(), marks, left));
            }
            return false;
        }
    }
}
