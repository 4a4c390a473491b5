package dev.crossdock.registry.operation.metrics;

/**
 * What the garbage collector did so far.
 *
 * @param runs      that ended, the failed ones included
 * @param failures  among them
 * @param blobs     removed
 * @param reclaimed bytes of them
 */
public record CollectorFigures(long runs, long failures, long blobs, long reclaimed) {}
