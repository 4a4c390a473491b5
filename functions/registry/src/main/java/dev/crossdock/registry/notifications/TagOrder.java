package dev.crossdock.registry.notifications;

import dev.crossdock.image.Repository;
import dev.crossdock.registry.notifications.outbox.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * Lets one request at a time change a tag or a manifest that endpoints are told of, from its intent to its confirmation:
 * so that the last event of a tag tells what the tag says. What takes away tags that it finds only on its way keeps all
 * others of its repository out. The locks are few, and tags share them, as repositories do; they are taken before any
 * lock of the content.
 */
final class TagOrder {
    private static final int STRIPES = 256;

    private final List<ReentrantLock> stripes = IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock())
            .toList();
    private final List<ReadWriteLock> repositories = IntStream.range(0, STRIPES)
            .<ReadWriteLock>mapToObj(i -> new ReentrantReadWriteLock()).toList();

    /** In the order of the locks, whatever the order of the tags, so that no two requests wait for each other. */
    List<Lock> hold(List<Change> changes) {
        TreeSet<Integer> shared = new TreeSet<>();
        TreeSet<Integer> alone = new TreeSet<>();
        for (Change change : changes) {
            if (change.kind() == Change.Kind.PUT || change.kind() == Change.Kind.DELETED) {
                shared.add(stripe(change.repository().hashCode()));
            }
            change.tag().ifPresent(tag -> alone.add(stripe(31 * change.repository().hashCode() + tag.hashCode())));
        }
        List<Lock> held = new ArrayList<>();
        shared.forEach(number -> held.add(repositories.get(number).readLock()));
        alone.forEach(number -> held.add(stripes.get(number)));
        held.forEach(Lock::lock);
        return held;
    }

    /** All of the repository's tags and manifests. */
    List<Lock> holdAll(Repository repository) {
        Lock lock = repositories.get(stripe(repository.hashCode())).writeLock();
        lock.lock();
        return List.of(lock);
    }

    private static int stripe(int hash) {
        return Math.floorMod(hash, STRIPES);
    }
}
