package dev.crossdock.replication.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs all work on the database on one thread, and commits together what came together: many callers share one sync.
 *
 * <p>Each caller waits until its work is committed. Where one work of a group fails, the group is rolled back and each of
 * its works runs again alone, so that only the failing caller hears of it; work must therefore be repeatable until it is
 * committed, which statements on the database alone are.
 */
final class GroupCommit implements AutoCloseable {
    /** How many callers wait at most; more wait for a place. */
    private static final int MAXIMUM_WAITING = 10_000;
    private static final int MAXIMUM_GROUP = 1_000;

    /** Statements on the database. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection database) throws SQLException;
    }

    private record Waiting<T>(Work<T> work, CompletableFuture<T> result) {
        void settle(Connection database, List<Runnable> answers) throws SQLException {
            T value = work.run(database);
            answers.add(() -> result.complete(value));
        }
    }

    private final Connection database;
    private final BlockingQueue<Waiting<?>> waiting = new ArrayBlockingQueue<>(MAXIMUM_WAITING);
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    /** Owns the connection from now on. */
    GroupCommit(Connection database) {
        this.database = database;
        this.thread = Thread.ofPlatform().name("crossdock-state").daemon().start(this::serve);
    }

    /** Runs the work and returns its value once it is durable. Throws {@link StateException} where it failed. */
    <T> T call(Work<T> work) {
        Waiting<T> mine = new Waiting<>(work, new CompletableFuture<>());
        try {
            if (closing) {
                throw new StateException("the state is closed", null);
            }
            waiting.put(mine);
            if (ended) {
                mine.result.completeExceptionally(closed());
            }
            return mine.result.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException("interrupted while waiting for a place", e);
        } catch (CompletionException e) {
            throw new StateException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    private void serve() {
        List<Waiting<?>> group = new ArrayList<>();
        while (!closing || !waiting.isEmpty()) {
            try {
                group.add(waiting.take());
                waiting.drainTo(group, MAXIMUM_GROUP - 1);
                commit(group);
            } catch (InterruptedException _) {
                // Closing: what waits is still dealt with.
            } finally {
                group.clear();
            }
        }
        // Who came between the last look and this line is answered here; who comes after it sees that it ended.
        ended = true;
        waiting.forEach(left -> left.result.completeExceptionally(closed()));
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the state is closed");
    }

    private void commit(List<Waiting<?>> group) {
        try {
            List<Runnable> answers = new ArrayList<>(group.size());
            for (Waiting<?> each : group) {
                each.settle(database, answers);
            }
            database.commit();
            answers.forEach(Runnable::run);
        } catch (Throwable e) { // An Error, too: the thread is everybody's, and who waits has to hear of it.
            rollBack(e);
            if (group.size() == 1) {
                group.getFirst().result.completeExceptionally(e);
            } else {
                group.forEach(each -> commit(List.of(each)));
            }
        }
    }

    /**
     * Where a write fails for want of room, SQLite has ended the transaction by itself (sqlite.org/lang_transaction.html,
     * 3.1): there is none to roll back, and the driver, which begins the next one with the rollback, begins none. All that
     * follows would be durable at once, and be called failed.
     */
    private void rollBack(Throwable cause) {
        try {
            database.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            begin(cause);
        }
    }

    private void begin(Throwable cause) {
        try (Statement statement = database.createStatement()) {
            statement.execute("BEGIN");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Ends when what waits is dealt with. */
    @Override
    public void close() throws SQLException {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
