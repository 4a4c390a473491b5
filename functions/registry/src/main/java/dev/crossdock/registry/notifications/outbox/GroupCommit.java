package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stores intents: those that come while an object is being written go into the next one together. One push alone costs
 * one small synced object (S3: one request); many at a time share it.
 */
final class GroupCommit {
    /** No more events than this are begun to be added to a group. */
    static final int MAXIMUM_EVENTS = 256;
    /** No more bytes than this are begun to be added to. */
    static final int FULL_BYTES = 1 << 20;

    private final EventStream stream;
    private final Held held;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    GroupCommit(EventStream stream, Held held) {
        this.stream = stream;
        this.held = held;
    }

    /** What one caller wants stored, and what became of it. Guarded by the lock. */
    private static final class Pending {
        final List<OutboxEvent> events;
        List<Entry> entries = List.of();
        boolean isOver;
        RuntimeException failure = new IllegalStateException("not written yet");
        boolean isFailed;

        Pending(List<OutboxEvent> events) {
            this.events = events;
        }
    }

    /** Durable on return, and undecided; throws StorageException where nothing could be stored. */
    List<Entry> write(List<OutboxEvent> events) {
        Pending mine = new Pending(events);
        queue.add(mine);
        writing.lock();
        try {
            while (!mine.isOver) {
                writeGroup();
            }
        } finally {
            writing.unlock();
        }
        if (mine.isFailed) {
            throw mine.failure;
        }
        return mine.entries;
    }

    private void writeGroup() {
        List<Pending> together = next();
        long first = held.end();
        List<OutboxEvent> events = together.stream().flatMap(pending -> pending.events.stream()).toList();
        List<Entry> entries = new ArrayList<>();
        for (OutboxEvent event : events) {
            Entry entry = new Entry(first + entries.size(), stream.path(first), event);
            entries.add(entry);
            held.add(entry);
        }
        try {
            Marks marks = held.marks();
            stream.write(new EventStream.Group(stream.path(first), first, marks, events));
            held.marked(marks);
            share(together, entries);
        } catch (RuntimeException e) {
            entries.forEach(held::drop);
            discard(stream.path(first), e);
            together.forEach(pending -> {
                pending.failure = e;
                pending.isFailed = true;
            });
        }
        together.forEach(pending -> pending.isOver = true);
    }

    /** A write that failed may have been made all the same; what it held was refused to its callers. */
    private void discard(StoragePath group, RuntimeException reason) {
        try {
            stream.delete(group);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private List<Pending> next() {
        List<Pending> together = new ArrayList<>();
        int count = 0;
        long bytes = 0;
        Pending next = queue.poll();
        while (next != null) {
            together.add(next);
            count += next.events.size();
            bytes += next.events.stream().mapToLong(event -> event.body().length()).sum();
            next = count < MAXIMUM_EVENTS && bytes < FULL_BYTES ? queue.poll() : null;
        }
        return together;
    }

    private static void share(List<Pending> together, List<Entry> entries) {
        int from = 0;
        for (Pending pending : together) {
            pending.entries = List.copyOf(entries.subList(from, from + pending.events.size()));
            from += pending.events.size();
        }
    }
}
