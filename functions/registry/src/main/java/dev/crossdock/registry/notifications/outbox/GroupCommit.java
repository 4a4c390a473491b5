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
        final boolean isConfirmed;
        List<Entry> entries = List.of();
        boolean isOver;
        RuntimeException failure = new IllegalStateException("not written yet");
        boolean isFailed;

        Pending(List<OutboxEvent> events, boolean isConfirmed) {
            this.events = events;
            this.isConfirmed = isConfirmed;
        }
    }

    /** Durable on return, and confirmed or undecided; throws StorageException where nothing could be stored. */
    List<Entry> write(List<OutboxEvent> events, boolean isConfirmed) {
        Pending mine = new Pending(events, isConfirmed);
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
        List<Entry> entries = new ArrayList<>();
        for (Pending pending : together) {
            pending.entries = pending.events.stream().map(event -> held(event, first, entries)).toList();
            pending.entries.stream().filter(entry -> pending.isConfirmed).forEach(held::confirm);
        }
        try {
            Marks marks = held.marks();
            stream.write(new EventStream.Group(stream.path(first), first, marks,
                    together.stream().flatMap(pending -> pending.events.stream()).toList()));
            held.marked(marks);
        } catch (RuntimeException e) {
            entries.forEach(held::discard);
            discard(stream.path(first), e);
            together.forEach(pending -> {
                pending.failure = e;
                pending.isFailed = true;
            });
        }
        together.forEach(pending -> pending.isOver = true);
    }

    private Entry held(OutboxEvent event, long first, List<Entry> group) {
        Entry entry = new Entry(first + group.size(), stream.path(first), event);
        group.add(entry);
        held.add(entry);
        return entry;
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
}
