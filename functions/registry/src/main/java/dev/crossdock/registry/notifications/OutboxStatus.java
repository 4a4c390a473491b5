package dev.crossdock.registry.notifications;

import java.time.Duration;

/**
 * How the notifications are doing.
 *
 * @param depth       events that wait
 * @param oldestAge   for how long the oldest has waited
 * @param attempts    POSTs that were tried since the start
 * @param failures    among them
 * @param deadLetters that wait for a person
 * @param disabled    endpoints that said 410 since the start
 */
public record OutboxStatus(int depth, Duration oldestAge, long attempts, long failures, int deadLetters,
        long disabled) {}
