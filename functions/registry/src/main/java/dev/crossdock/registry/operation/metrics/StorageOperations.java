package dev.crossdock.registry.operation.metrics;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Counts what is asked of the storage. */
final class StorageOperations {
    private final Durations[] durations = Stream.of(Kind.values()).map(kind -> new Durations())
            .toArray(Durations[]::new);
    private final LongAdder[] failures = Stream.of(Kind.values()).map(kind -> new LongAdder())
            .toArray(LongAdder[]::new);
    private final LongAdder written = new LongAdder();

    /** What can be asked. */
    enum Kind {
        LOAD, READ, WRITE, CREATE, APPEND, COMMIT, CANCEL, LIST, STAT, MOVE, DELETE, SWEEP
    }

    <T> T timed(Kind kind, Supplier<T> operation) {
        long began = System.nanoTime();
        boolean isDone = false;
        try {
            T result = operation.get();
            isDone = true;
            return result;
        } finally {
            ended(kind, began, isDone);
        }
    }

    void run(Kind kind, Runnable operation) {
        long began = System.nanoTime();
        boolean isDone = false;
        try {
            operation.run();
            isDone = true;
        } finally {
            ended(kind, began, isDone);
        }
    }

    private void ended(Kind kind, long began, boolean isDone) {
        durations[kind.ordinal()].add(System.nanoTime() - began);
        if (!isDone) {
            failures[kind.ordinal()].increment();
        }
    }

    void wrote(long bytes) {
        written.add(bytes);
    }

    void expose(Exposition exposition) {
        for (Kind kind : Kind.values()) {
            String label = kind.name().toLowerCase(Locale.ROOT);
            exposition.durations("storage_operation_duration_seconds", "How long the storage took",
                    durations[kind.ordinal()], "operation", label);
            exposition.counter("storage_failures", "Operations that the storage failed",
                    failures[kind.ordinal()].sum(), "operation", label);
        }
        exposition.counter("storage_written_bytes", "Bytes of objects and uploads handed to the storage",
                written.sum());
    }
}
