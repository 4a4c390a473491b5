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
 * all, some events are sent twice, and none is lost: what it has not decided is left to it for a long while. Ages are
 * measured by the storage's clock alone.
 */
final class Streams {
    /** How often a sign of life is written. */
    static final Duration BEAT = Duration.ofMinutes(1);
    /** After how much silence a replica is taken for gone, and an adoption for abandoned. */
    static final Duration SILENCE = Duration.ofMinutes(3);
    /** After how much silence a replica cannot come back, so that what it did not decide is decided by nobody. */
    static final Duration BURIAL = Duration.ofHours(1);
    /** The most instances that are looked at. */
    static final int MAXIMUM_INSTANCES = 1000;

    private static final String ALONE = "local";

    private final StorageDriver driver;
    private final Tenancy tenancy;
    private final String instance;
    /** By the storage's clock, and when that was by ours. */
    private Instant beaten = Instant.now();
    private long beatenNanos = System.nanoTime() - BEAT.toNanos();
    private long heldNanos;
    private boolean isEnded;

    Streams(StorageDriver driver, Tenancy tenancy) {
        this.driver = driver;
        this.tenancy = tenancy;
        this.instance = tenancy == Tenancy.ALONE ? ALONE : UUID.randomUUID().toString();
    }

    /** What an instance left that is gone; where that is over, nobody but us can decide what it did not. */
    record Orphan(String name, EventStream stream, boolean isOver) {}

    String instance() {
        return instance;
    }

    /** To be called again and again, whatever else takes its time. */
    synchronized void beat() {
        if (tenancy == Tenancy.SHARED && !isEnded && System.nanoTime() - beatenNanos >= BEAT.toNanos()) {
            StoragePath alive = path(instance, "alive");
            driver.write(alive, bytes(Instant.now().toString()), Durability.RELAXED);
            beatenNanos = System.nanoTime();
            beaten = driver.statObject(alive).map(StoredStat::modified).orElseGet(Instant::now);
        }
    }

    private synchronized Instant now() {
        return beaten.plusNanos(System.nanoTime() - beatenNanos);
    }

    /** Those that are gone, whether or not another process is at them. */
    List<String> gone() {
        return driver.list(EventStream.OUTBOX, "", MAXIMUM_INSTANCES).stream()
                .filter(name -> !name.equals(instance) && isSilent(name, SILENCE)).toList();
    }

    private boolean isSilent(String name, Duration longest) {
        return tenancy == Tenancy.ALONE || age(path(name, "alive")).filter(age -> age.compareTo(longest) < 0)
                .isEmpty();
    }

    /** Of several that see the same silence, one may; an adopter that is silent itself is replaced. */
    Optional<Orphan> claim(String name) {
        StoragePath adopter = path(name, "adopter");
        if (age(adopter).filter(age -> age.compareTo(SILENCE) >= 0).isPresent()) {
            driver.delete(adopter, Durability.SYNCED);
        }
        if (tenancy == Tenancy.SHARED && !driver.putIfAbsent(adopter, bytes(instance))) {
            return Optional.empty();
        }
        heldNanos = System.nanoTime();
        return Optional.of(new Orphan(name, new EventStream(driver, name), isSilent(name, BURIAL)));
    }

    /** To be called while it is worked at. */
    void hold(Orphan orphan) {
        if (tenancy == Tenancy.SHARED && System.nanoTime() - heldNanos >= BEAT.toNanos()) {
            driver.write(path(orphan.name, "adopter"), bytes(instance), Durability.RELAXED);
            heldNanos = System.nanoTime();
        }
    }

    /** Another, or we, may come back to it. */
    void release(Orphan orphan) {
        if (tenancy == Tenancy.SHARED) {
            driver.delete(path(orphan.name, "adopter"), Durability.RELAXED);
        }
    }

    /** Nothing is left of it but its signs; a group that it wrote meanwhile stays. */
    void bury(Orphan orphan) {
        if (tenancy == Tenancy.ALONE) {
            driver.delete(EventStream.OUTBOX.resolve(orphan.name), Durability.RELAXED);
        } else {
            orphan.stream.deleteState();
            driver.delete(path(orphan.name, "alive"), Durability.RELAXED);
        }
    }

    private Optional<Duration> age(StoragePath path) {
        return driver.statObject(path).map(found -> Duration.between(found.modified(), now()));
    }

    /** Leaves what is held to the others. */
    synchronized void end(boolean isEmpty) {
        isEnded = true;
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
