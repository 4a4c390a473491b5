package dev.crossdock.registry.content;

import dev.crossdock.image.Repository;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * Keeps this process's deletions out while a manifest's references are checked and its links written: all there are, where
 * one process owns the storage. Against those of other processes nothing helps. The locks are few, and repositories share
 * them.
 */
final class RepositoryLocks {
    private static final int STRIPES = 64;

    private final ReadWriteLock[] stripes = IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantReadWriteLock())
            .toArray(ReadWriteLock[]::new);

    /** A lock that is held until it is closed. */
    record Held(Lock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.unlock();
        }
    }

    /** With other writers, without a deletion. */
    Held together(Repository repository) {
        return held(stripe(repository).readLock());
    }

    /** Without any other writer. */
    Held alone(Repository repository) {
        return held(stripe(repository).writeLock());
    }

    private ReadWriteLock stripe(Repository repository) {
        return stripes[Math.floorMod(repository.hashCode(), STRIPES)];
    }

    private static Held held(Lock lock) {
        lock.lock();
        return new Held(lock);
    }
}
