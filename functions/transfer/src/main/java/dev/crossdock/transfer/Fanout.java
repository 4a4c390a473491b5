package dev.crossdock.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does the same work for many items on a bounded set of platform threads. The calling thread works along, so that
 * several callers may share one fan-out, and none waits for a thread to become free. The first failure stops what has
 * not begun.
 */
public final class Fanout implements AutoCloseable {
    private final int width;
    private final ExecutorService pool;

    /** At most {@code width} items at a time for each caller, on {@code width} threads that all callers share. */
    public Fanout(String name, int width) {
        if (width < 1) {
            throw new IllegalArgumentException("fan-out %s: width %d, wanted at least 1".formatted(name, width));
        }
        this.width = width;
        this.pool = Executors.newFixedThreadPool(width, Thread.ofPlatform().name(name + "-", 1).daemon().factory());
    }

    /** Does the work for each item, and returns when all is done; throws the first failure. */
    public <T> void each(Collection<T> items, Consumer<T> work) {
        map(items, item -> {
            work.accept(item);
            return item;
        });
    }

    /** Does the work for each item, and returns the results in the items' order; throws the first failure. */
    public <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
        List<FutureTask<R>> tasks = new ArrayList<>(items.size());
        for (T item : items) {
            tasks.add(new FutureTask<>(() -> work.apply(item)));
        }
        // Whoever comes first runs a task: a second run() of the same FutureTask does nothing.
        Runnable round = () -> runUntilFailure(tasks);
        for (int i = 1; i < Math.min(width, tasks.size()); i++) {
            offer(round);
        }
        round.run();
        return results(tasks);
    }

    private static <R> void runUntilFailure(List<FutureTask<R>> tasks) {
        for (FutureTask<R> task : tasks) {
            task.run();
            if (task.state() == Future.State.FAILED) {
                tasks.forEach(other -> other.cancel(false));
            }
        }
    }

    private static <R> List<R> results(List<FutureTask<R>> tasks) {
        List<R> results = new ArrayList<>(tasks.size());
        Throwable failure = null;
        for (FutureTask<R> task : tasks) {
            try {
                results.add(awaitEnd(task));
            } catch (CancellationException _) {
                // Stopped by another one's failure, which is thrown below.
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            }
        }
        switch (failure) {
            case null -> {
                return results;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static <R> R awaitEnd(FutureTask<R> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void offer(Runnable round) {
        try {
            pool.execute(round);
        } catch (RejectedExecutionException _) {
            // Closing: the calling thread does the work alone.
        }
    }

    /** Lets running work end; work that comes later is done by its callers alone. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
