package dev.crossdock.registry.notifications.outbox;

import java.time.Instant;

/**
 * An event that an endpoint did not take, kept until somebody sends it again.
 *
 * @param id       by which it is asked for; the older comes first
 * @param endpoint that did not take it
 * @param event    as it was
 * @param attempts that were made since the registry was started
 * @param reason   why there will be no more
 * @param died     when that was decided
 */
public record DeadLetter(String id, String endpoint, OutboxEvent event, int attempts, String reason, Instant died) {}
