package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.storage.StorageException;

/** An event is there, as far as the outbox knows, and cannot be read: now, or ever again. */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(Entry entry, StorageException cause) {
        super("event %s: %s".formatted(entry.id(), cause.getMessage()), cause);
    }
}
