package dev.crossdock.registry.notifications.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An event on its way.
 *
 * @param id        which it keeps over all its tries
 * @param queued    since when it waits
 * @param change    that it tells of
 * @param endpoints that it goes to
 * @param body      one event of distribution's envelope, as JSON
 */
public record OutboxEvent(UUID id, Instant queued, Change change, List<String> endpoints, String body) {
    /** Copies the list in. */
    public OutboxEvent {
        endpoints = List.copyOf(endpoints);
    }
}
