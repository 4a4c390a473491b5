package dev.crossdock.registry.operation.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what is asked of the storage. */
final class StorageOperations {
    private final Map<Kind, Durations> durations = new EnumMap<>(Kind.class);
    private final Map<Kind, LongAdder> failures = new EnumMap<>(Kind.class);
    private final LongAdder written = new LongAdder();

    /** What can be asked. */
    enum Kind {
        LOAD, READ, WRITE, CREATE, APPEND, COMMIT, CANCEL, LIST, STAT, MOVE, DELETE, SWEEP
    }

    StorageOperations() {
        for (Kind kind : Kind.values()) {
            durations.put(kind, new Durations());
            failures.put(kind, new LongAdder());
        }
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
        of(durations, kind).add(System.nanoTime() - began);
        if (!isDone) {
            of(failures, kind).increment();
        }
    }

    /** There is one for each. */
    private static <T> T of(Map<Kind, T> all, Kind kind) {
        return Objects.requireNonNull(all.get(kind));
    }

    void wrote(long bytes) {
        written.add(bytes);
    }

    void expose(Exposition exposition) {
        for (Kind kind : Kind.values()) {
            String label = kind.name().toLowerCase(Locale.ROOT);
            exposition.durations("storage_operation_duration_seconds", "How long the storage took",
                    of(durations, kind), "operation", label);
            exposition.counter("storage_failures", "Operations that the storage failed",
                    of(failures, kind).sum(), "operation", label);
        }
        exposition.counter("storage_written_bytes", "Bytes of objects and uploads handed to the storage",
                written.sum());
    }
}
