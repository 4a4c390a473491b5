package dev.crossdock.registry.operation.metrics;

import java.time.Duration;

/**
 * How it stands with notifications.
 *
 * @param depth       events that wait to be delivered
 * @param oldest      how long the oldest of them has waited
 * @param attempts    made so far, the failed ones included
 * @param failures    among them
 * @param deadLetters events that were given up
 */
public record OutboxFigures(long depth, Duration oldest, long attempts, long failures, long deadLetters) {}
