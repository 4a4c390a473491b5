package dev.crossdock.registry.notifications.delivery;

import dev.crossdock.image.Repository;
import dev.crossdock.registry.notifications.outbox.Entry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** The events of one repository that wait for one endpoint, in order; only the first is ever under way. */
final class Line implements Delayed {
    private final Repository repository;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private volatile long dueNanos = System.nanoTime();
    private int attempts;

    Line(Repository repository) {
        this.repository = repository;
    }

    Repository repository() {
        return repository;
    }

    Deque<Entry> entries() {
        return entries;
    }

    /** Counts one more attempt at the first event. */
    int attempt() {
        attempts++;
        return attempts;
    }

    int attempts() {
        return attempts;
    }

    /** The first event is over; the next one may go at once. */
    void advance() {
        entries.remove();
        attempts = 0;
        dueNanos = System.nanoTime();
    }

    void dueIn(Duration wait) {
        dueNanos = System.nanoTime() + wait.toNanos();
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}
