package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredStat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which instance this process is, and whose events it may take over. A replica writes a sign of life now and then; where
 * that is old or was taken away at a regular end, one of the others adopts what is left. Should the replica live after
 * all, some events are sent twice.
 */
final class Streams {
    /** How often a sign of life is written. */
    static final Duration BEAT = Duration.ofMinutes(1);
    /** After how much silence a replica is taken for gone, and an adoption for abandoned. */
    static final Duration SILENCE = Duration.ofMinutes(3);
    /** The most instances that are looked at. */
    static final int MAXIMUM_INSTANCES = 1000;

    private static final String ALONE = "local";

    private final StorageDriver driver;
    private final Tenancy tenancy;
    private final String instance;
    private Instant beaten = Instant.MIN;

    Streams(StorageDriver driver, Tenancy tenancy) {
        this.driver = driver;
        this.tenancy = tenancy;
        this.instance = tenancy == Tenancy.ALONE ? ALONE : UUID.randomUUID().toString();
    }

    String instance() {
        return instance;
    }

    void begin() {
        tick();
    }

    synchronized void tick() {
        Instant now = Instant.now();
        if (tenancy == Tenancy.SHARED && beaten.isBefore(now.minus(BEAT))) {
            driver.write(path(instance, "alive"), bytes(now.toString()), Durability.RELAXED);
            beaten = now;
        }
    }

    /** The streams that this process, and no other, may take over now. */
    List<EventStream> orphans() {
        return driver.list(EventStream.OUTBOX, "", MAXIMUM_INSTANCES).stream()
                .filter(name -> !name.equals(instance) && isGone(name) && isOurs(name))
                .map(name -> new EventStream(driver, name)).toList();
    }

    private boolean isGone(String name) {
        return tenancy == Tenancy.ALONE || age(path(name, "alive")).filter(age -> age.compareTo(SILENCE) < 0)
                .isEmpty();
    }

    /** Of several that see the same silence, one; an adopter that is silent itself is replaced. */
    private boolean isOurs(String name) {
        StoragePath adopter = path(name, "adopter");
        if (age(adopter).filter(age -> age.compareTo(SILENCE) >= 0).isPresent()) {
            driver.delete(adopter, Durability.SYNCED);
        }
        return tenancy == Tenancy.ALONE || driver.putIfAbsent(adopter, bytes(instance));
    }

    private Optional<Duration> age(StoragePath path) {
        return driver.stat(path).filter(StoredStat::isObject).map(found -> Duration.between(found.modified(),
                Instant.now()));
    }

    /** Leaves what is held to the others. */
    void end(boolean isEmpty) {
        if (tenancy == Tenancy.SHARED) {
            driver.delete(isEmpty ? EventStream.OUTBOX.resolve(instance) : path(instance, "alive"),
                    Durability.RELAXED);
        }
    }

    private static StoragePath path(String instance, String name) {
        return EventStream.OUTBOX.resolve(instance + "/" + name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
