package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stores intents: those that come while an object is being written go into the next one together. One push alone costs
 * one small synced object (S3: one request); many at a time share it.
 */
final class GroupCommit {
    /** The most events of a group. */
    static final int MAXIMUM_EVENTS = 256;
    /** The most bytes of a group of several. */
    static final int FULL_BYTES = 1 << 20;

    private final EventStream stream;
    private final Held held;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    GroupCommit(EventStream stream, Held held) {
        this.stream = stream;
        this.held = held;
    }

    /** A part of what one caller wants stored, and what became of it. Guarded by the lock. */
    private static final class Pending {
        final List<OutboxEvent> events;
        final long bytes;
        final boolean isConfirmed;
        List<Entry> entries = List.of();
        boolean isOver;
        RuntimeException failure = new IllegalStateException("not written yet");
        boolean isFailed;

        Pending(List<OutboxEvent> events, boolean isConfirmed) {
            this.events = List.copyOf(events);
            this.bytes = bytes(events);
            this.isConfirmed = isConfirmed;
        }
    }

    /** Durable on return, and confirmed or undecided; throws StorageException where nothing could be stored. */
    List<Entry> write(List<OutboxEvent> events, boolean isConfirmed) {
        List<Pending> mine = parts(events, isConfirmed);
        queue.addAll(mine);
        writing.lock();
        try {
            while (mine.stream().anyMatch(part -> !part.isOver)) {
                writeGroup();
            }
        } finally {
            writing.unlock();
        }
        for (Pending part : mine) {
            if (part.isFailed) {
                mine.stream().filter(other -> !other.isFailed).forEach(this::revoke);
                throw part.failure;
            }
        }
        return mine.stream().flatMap(part -> part.entries.stream()).toList();
    }

    /** As few as go into a group each: a repository may be deleted with very many tags. */
    private static List<Pending> parts(List<OutboxEvent> events, boolean isConfirmed) {
        List<Pending> parts = new ArrayList<>();
        List<OutboxEvent> part = new ArrayList<>();
        long bytes = 0;
        for (OutboxEvent event : events) {
            bytes += event.body().length();
            if (!part.isEmpty() && (part.size() >= MAXIMUM_EVENTS || bytes > FULL_BYTES)) {
                parts.add(new Pending(part, isConfirmed));
                part.clear();
                bytes = event.body().length();
            }
            part.add(event);
        }
        parts.add(new Pending(part, isConfirmed));
        return parts;
    }

    private static long bytes(List<OutboxEvent> events) {
        return events.stream().mapToLong(event -> event.body().length()).sum();
    }

    /** It was stored, but not all that belongs to it. */
    private void revoke(Pending part) {
        for (Entry entry : part.entries) {
            Optional<StoragePath> last = held.drop(entry);
            for (String endpoint : part.isConfirmed ? held.waiting(entry) : List.<String>of()) {
                last = held.done(entry, endpoint);
            }
            last.ifPresent(group -> discard(group, part.failure));
        }
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
        Pending next = queue.peek();
        while (next != null && (together.isEmpty()
                || (count + next.events.size() <= MAXIMUM_EVENTS && bytes + next.bytes <= FULL_BYTES))) {
            together.add(queue.remove());
            count += next.events.size();
            bytes += next.bytes;
            next = queue.peek();
        }
        return together;
    }
}
