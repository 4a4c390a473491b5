package dev.crossdock.registry.notifications.delivery;

import dev.crossdock.registry.notifications.outbox.Entry;
import dev.crossdock.registry.notifications.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Dns;

/** One courier for each destination; they know nothing of each other. */
public final class Couriers implements AutoCloseable {
    private final Outbox outbox;
    private final Map<String, Courier> couriers = new LinkedHashMap<>();

    private Couriers(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Begins to work; the destinations' names differ. */
    public static Couriers start(Outbox outbox, List<Destination> destinations) {
        Couriers couriers = new Couriers(outbox);
        destinations.forEach(destination -> couriers.couriers.put(destination.name(), new Courier(destination, outbox,
                Dns.SYSTEM, Clock.systemUTC())));
        couriers.couriers.values().forEach(Courier::start);
        return couriers;
    }

    /** Sends these, after all that were given before; each to whoever waits for it. Returns at once. */
    public void send(List<Entry> entries) {
        for (Entry entry : entries) {
            couriers.forEach((name, courier) -> {
                if (outbox.isWaiting(entry, name)) {
                    courier.add(entry);
                }
            });
        }
    }

    /** How many events wait for the destination; those that nobody confirmed are not among them. */
    public int depth(String destination) {
        Courier courier = couriers.get(destination);
        return courier == null ? 0 : courier.depth();
    }

    /** How many of them were not taken. */
    public long failures() {
        return couriers.values().stream().mapToLong(Courier::failures).sum();
    }

    /** How many POSTs were tried. */
    public long attempts() {
        return couriers.values().stream().mapToLong(Courier::attempts).sum();
    }

    /** Whether the destination asked for a while without events. */
    public boolean isPaused(String destination) {
        Courier courier = couriers.get(destination);
        return courier != null && courier.isPaused();
    }

    /** How many destinations said that they want no more. */
    public long disabled() {
        return couriers.values().stream().filter(Courier::isDisabled).count();
    }

    /** Gives the destinations a last while together. */
    public void flush(Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        try {
            for (Courier courier : couriers.values()) {
                courier.flush(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops at once; what is left stays in the outbox. */
    @Override
    public void close() {
        couriers.values().forEach(Courier::close);
    }
}
