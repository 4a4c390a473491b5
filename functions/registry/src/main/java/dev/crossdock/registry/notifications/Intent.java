package dev.crossdock.registry.notifications;

import dev.crossdock.registry.notifications.outbox.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * What endpoints will be told of, once it has happened. It is durable before the change is made; the same thread then
 * confirms or drops it, and closes it. Closed with neither, the content is asked what became of the change.
 */
public final class Intent implements AutoCloseable {
    private final Notifications notifications;
    private final List<Lock> locks;
    private final List<Entry> entries = new ArrayList<>();

    Intent(Notifications notifications, List<Lock> locks) {
        this.notifications = notifications;
        this.locks = locks;
    }

    /** Adds what is found only while the change is being made; throws StorageException where it cannot be stored. */
    public void add(List<RegistryEvent> events) {
        entries.addAll(notifications.store(events));
    }

    /** The change is made, and can be read. */
    public void confirm() {
        notifications.confirm(List.copyOf(entries));
        entries.clear();
    }

    /** The change is not made. */
    public void drop() {
        notifications.drop(List.copyOf(entries));
        entries.clear();
    }

    @Override
    public void close() {
        try {
            if (!entries.isEmpty()) {
                notifications.settle(List.copyOf(entries));
            }
        } finally {
            locks.reversed().forEach(Lock::unlock);
        }
    }
}
