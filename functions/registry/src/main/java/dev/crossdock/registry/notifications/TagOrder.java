package dev.crossdock.registry.notifications;

import dev.crossdock.registry.notifications.outbox.Change;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Lets one request at a time change a tag that endpoints are told of, from its intent to its confirmation: so that the
 * last event of a tag tells what the tag says. The locks are few, and tags share them.
 */
final class TagOrder {
    private static final int STRIPES = 256;

    private final List<ReentrantLock> stripes = IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock())
            .toList();

    /** In the order of the locks, whatever the order of the tags, so that no two requests wait for each other. */
    List<ReentrantLock> hold(List<Change> changes) {
        TreeSet<Integer> numbers = new TreeSet<>();
        changes.stream().filter(change -> change.tag().isPresent()).forEach(change -> numbers.add(Math.floorMod(
                31 * change.repository().hashCode() + change.tag().hashCode(), STRIPES)));
        List<ReentrantLock> held = numbers.stream().map(stripes::get).toList();
        held.forEach(ReentrantLock::lock);
        return held;
    }
}
