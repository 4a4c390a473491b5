package dev.crossdock.registry.notifications;

import dev.crossdock.image.Repository;
import dev.crossdock.registry.notifications.delivery.Couriers;
import dev.crossdock.registry.notifications.delivery.Destination;
import dev.crossdock.registry.notifications.outbox.Change;
import dev.crossdock.registry.notifications.outbox.Entry;
import dev.crossdock.registry.notifications.outbox.History;
import dev.crossdock.registry.notifications.outbox.Outbox;
import dev.crossdock.registry.notifications.outbox.OutboxEvent;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every endpoint of what it wants to know, at least once. Without endpoints it stores and starts nothing. */
public final class Notifications implements AutoCloseable {
    /** How long a stop waits for what can still be sent. */
    static final Duration FLUSH = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration ADOPTION = Duration.ofMinutes(1);
    private static final Duration INTERRUPTION = Duration.ofMillis(500);
    private static final long SAID_SECONDS = 60;

    private final Map<String, EndpointSettings> endpoints;
    private final EventWriter writer;
    private final Outbox outbox;
    private final Couriers couriers;
    private final TagOrder order = new TagOrder();
    private final boolean isReadOnly;
    private final AtomicLong saidUntold = new AtomicLong(Long.MIN_VALUE);
    /** Apart from each other: a sign of life may wait for nothing, and an adoption takes minutes. */
    private final List<Thread> clockwork = List.of(every(TICK, this::beat), every(TICK, this::save),
            every(ADOPTION, this::adopt));

    private Notifications(NotificationSettings settings, Home home) {
        this.endpoints = named(settings.endpoints());
        this.isReadOnly = home.isReadOnly();
        this.writer = new EventWriter(home.source(), settings.includeReferences());
        this.outbox = new Outbox(home.driver(), home.tenancy(), settings.room(), home.history());
        List<Entry> left = endpoints.isEmpty() ? List.of() : outbox.recover(endpoints.keySet());
        List<Destination> destinations = new ArrayList<>();
        endpoints.forEach((name, endpoint) -> destinations.add(endpoint.destination(name)));
        this.couriers = Couriers.start(outbox, destinations);
        couriers.send(left);
    }

    /**
     * What notifications work with.
     *
     * @param driver  keeps what waits; it is not closed here
     * @param tenancy whether other processes use the same storage
     * @param history is asked what happened to intents that nobody decided
     * @param source  the address that this registry listens on
     * @param isReadOnly whether pulls leave nothing on the storage
     */
    public record Home(StorageDriver driver, Outbox.Tenancy tenancy, History history, String source,
            boolean isReadOnly) {}

    /** Goes on where earlier processes stopped. */
    public static Notifications start(NotificationSettings settings, Home home) {
        Notifications notifications = new Notifications(settings, home);
        if (!notifications.endpoints.isEmpty()) {
            notifications.clockwork.forEach(Thread::start);
        }
        return notifications;
    }

    /** Distribution takes two endpoints of one name: the outbox calls them by two. */
    static Map<String, EndpointSettings> named(List<EndpointSettings> endpoints) {
        Map<String, EndpointSettings> named = new LinkedHashMap<>();
        for (EndpointSettings endpoint : endpoints) {
            String name = endpoint.name();
            for (int i = 2; named.containsKey(name); i++) {
                name = endpoint.name() + "#" + i;
            }
            named.put(name, endpoint);
        }
        return named;
    }

    /** Stores what the caller is about to do; throws StorageException where it cannot: then it may not be done. */
    public Intent intend(List<RegistryEvent> events) {
        boolean isTold = events.stream().anyMatch(event -> !wanting(EventFacts.of(event)).isEmpty());
        Intent intent = new Intent(this, isTold
                ? order.hold(events.stream().map(event -> EventFacts.of(event).change()).toList())
                : List.of());
        try {
            intent.add(events);
            return intent;
        } catch (RuntimeException e) {
            intent.close();
            throw e;
        }
    }

    /** For a change to any of the repository's tags and manifests, whose events are found while it is made. */
    public Intent intendAll(Repository repository) {
        return new Intent(this, endpoints.isEmpty() ? List.of() : order.holdAll(repository));
    }

    /** For changes whose events are found while they are made. */
    public Intent intend() {
        return new Intent(this, List.of());
    }

    /** Tells of something that changed nothing, as far as that can be stored: who only reads fails by nothing else. */
    public void tell(RegistryEvent event) {
        try {
            List<OutboxEvent> wanted = isReadOnly ? List.of() : wanted(List.of(event));
            if (!wanted.isEmpty()) {
                couriers.send(outbox.enqueue(wanted));
            }
        } catch (StorageException e) {
            sayUntold(event, e);
        }
    }

    private void sayUntold(RegistryEvent event, StorageException reason) {
        long now = Instant.now().getEpochSecond();
        long last = saidUntold.get();
        if (now - SAID_SECONDS > last && saidUntold.compareAndSet(last, now)) {
            LOG.error("notifications: nobody is told of a pull from {}, nor perhaps of others: {}", event.repository(),
                    reason.getMessage());
        }
    }

    List<Entry> store(List<RegistryEvent> events) {
        List<OutboxEvent> wanted = wanted(events);
        return wanted.isEmpty() ? List.of() : outbox.intend(wanted);
    }

    private List<OutboxEvent> wanted(List<RegistryEvent> events) {
        List<OutboxEvent> wanted = new ArrayList<>();
        for (RegistryEvent event : endpoints.isEmpty() ? List.<RegistryEvent>of() : events) {
            Change change = EventFacts.of(event).change();
            List<String> names = wanting(EventFacts.of(event));
            if (names.isEmpty()) {
                outbox.before(change);
            } else {
                UUID id = UUID.randomUUID();
                Instant now = Instant.now();
                wanted.add(new OutboxEvent(id, now, change, names, writer.write(id, now, event)));
            }
        }
        return wanted;
    }

    private List<String> wanting(EventFacts facts) {
        return endpoints.entrySet().stream().filter(entry -> facts.isWanted(entry.getValue().wanted()))
                .map(Map.Entry::getKey).toList();
    }

    void confirm(List<Entry> entries) {
        outbox.confirm(entries);
        couriers.send(entries);
    }

    void drop(List<Entry> entries) {
        outbox.drop(entries);
    }

    void settle(List<Entry> entries) {
        couriers.send(outbox.settle(entries));
    }

    private void beat() {
        outbox.beat();
    }

    private void save() {
        couriers.send(outbox.tick());
    }

    private void adopt() {
        outbox.adopt(endpoints.keySet(), couriers::send);
    }

    private static Thread every(Duration pause, Runnable task) {
        return Thread.ofVirtual().name("notifications").unstarted(() -> {
            try {
                while (true) {
                    runOrTell(task);
                    Thread.sleep(pause);
                }
            } catch (InterruptedException e) {
                LOG.debug("notifications: stopped");
            }
        });
    }

    private static void runOrTell(Runnable task) throws InterruptedException {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while the outbox was at work");
            }
            LOG.error("notifications: the outbox cannot be saved or looked through now, and will be again: {}",
                    e.toString(), e);
        }
    }

    /** What was not taken, for as long as this is open. */
    public DeadLetters deadLetters() {
        return new DeadLetters(outbox, endpoints.keySet(), couriers::send);
    }

    /** How the notifications are doing. */
    public OutboxStatus status() {
        Duration age = outbox.oldest().map(oldest -> Duration.between(oldest, Instant.now())).orElse(Duration.ZERO);
        return new OutboxStatus(outbox.size(), age.isNegative() ? Duration.ZERO : age, couriers.attempts(),
                couriers.failures(), outbox.letterCount(), couriers.disabled());
    }

    /** Gives the endpoints a last while; the rest stays in the outbox for the next process. */
    @Override
    public void close() {
        couriers.flush(FLUSH);
        stop();
        try {
            if (!endpoints.isEmpty()) {
                outbox.close();
            }
        } catch (StorageException e) {
            LOG.warn("notifications: some events are sent once more after the next start: {}", e.getMessage());
        }
        if (outbox.size() > 0) {
            LOG.info("notifications: {} events stay in the outbox until the registry is started again", outbox.size());
        }
    }

    private void stop() {
        clockwork.forEach(Thread::interrupt);
        try {
            for (Thread each : endpoints.isEmpty() ? List.<Thread>of() : clockwork) {
                each.join(INTERRUPTION);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        couriers.close();
    }
}
