package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StoragePath;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** What memory keeps of an event in the outbox: all but its body. */
public final class Entry {
    private final long number;
    private final StoragePath group;
    private final UUID id;
    private final Instant queued;
    private final Change change;
    private final int bytes;
    /** Guarded by {@link Held}. */
    final Set<String> waiting;

    Entry(long number, StoragePath group, OutboxEvent event) {
        this.number = number;
        this.group = group;
        this.id = event.id();
        this.queued = event.queued();
        this.change = event.change();
        this.bytes = event.body().length();
        this.waiting = new LinkedHashSet<>(event.endpoints());
    }

    /** Its place in the order of intents. */
    long number() {
        return number;
    }

    /** The object that it is stored in. */
    StoragePath group() {
        return group;
    }

    int bytes() {
        return bytes;
    }

    /** The event's, over all its tries. */
    public UUID id() {
        return id;
    }

    /** Since when it waits. */
    public Instant queued() {
        return queued;
    }

    /** What it tells of. */
    public Change change() {
        return change;
    }
}
