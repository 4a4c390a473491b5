package dev.crossdock.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does the same work for many items on a bounded set of platform threads. The calling thread works along, so that
 * several callers may share one fan-out, and none waits for a thread to become free. The first failure stops what has
 * not begun.
 */
public final class Fanout implements AutoCloseable {
    private static final int WAITING_PER_THREAD = 8;

    private final int width;
    private final ExecutorService pool;

    /** At most {@code width} items at a time for each caller, on {@code width} threads that all callers share. */
    public Fanout(String name, int width) {
        if (width < 1) {
            throw new IllegalArgumentException("fan-out %s: width %d, wanted at least 1".formatted(name, width));
        }
        this.width = width;
        this.pool = new ThreadPoolExecutor(width, width, 0, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(width * WAITING_PER_THREAD),
                Thread.ofPlatform().name(name + "-", 1).daemon().factory());
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
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<FutureTask<R>> tasks = new ArrayList<>(items.size());
        for (T item : items) {
            tasks.add(new FutureTask<>(() -> unlessFailed(failure, work, item)));
        }
        // Whoever comes first runs a task: a second run() of the same FutureTask does nothing.
        Runnable round = () -> tasks.forEach(FutureTask::run);
        for (int i = 1; i < Math.min(width, tasks.size()); i++) {
            offer(round);
        }
        round.run();
        return results(tasks, failure);
    }

    /** What has begun runs to its end, and is waited for: nobody works on behind the back of a caller who was told. */
    private static <T, R> R unlessFailed(AtomicReference<@Nullable Throwable> failure, Function<T, R> work, T item) {
        if (failure.get() != null) {
            throw new CancellationException("stopped by the failure of another item");
        }
        try {
            return work.apply(item);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private static <R> List<R> results(List<FutureTask<R>> tasks, AtomicReference<@Nullable Throwable> failure) {
        List<R> results = new ArrayList<>(tasks.size());
        for (FutureTask<R> task : tasks) {
            try {
                results.add(awaitEnd(task));
            } catch (ExecutionException _) {
                // The first failure in time is thrown below, once all have ended.
            }
        }
        switch (failure.get()) {
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
            // Closing, or too much waits: the calling thread does the work alone.
        }
    }

    /** Lets running work end; work that comes later is done by its callers alone. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
