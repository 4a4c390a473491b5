package dev.crossdock.registry.notifications.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters of all instances, one object each. */
final class Letters {
    private static final Logger LOG = LoggerFactory.getLogger(Letters.class);
    private static final StoragePath ROOT = new StoragePath("docker/registry/v2/_crossdock/dead");
    private static final Pattern ID = Pattern.compile("\\d{13}-[0-9a-f-]{36}-[0-9a-f]{8}");
    private static final int ENDPOINT_DIGITS = 8;

    private final StorageDriver driver;
    private final int maximum;
    private final AtomicInteger count = new AtomicInteger();

    Letters(StorageDriver driver, int maximum) {
        this.driver = driver;
        this.maximum = maximum;
    }

    /** Counts what is there; to be called once, before the rest. */
    void open() {
        List<String> names = driver.list(ROOT, "", StorageDriver.MAXIMUM_LISTED);
        while (!names.isEmpty()) {
            count.addAndGet(names.size());
            names = driver.list(ROOT, names.getLast(), StorageDriver.MAXIMUM_LISTED);
        }
    }

    int count() {
        return Math.max(0, count.get());
    }

    /** Durable on return. Beyond the most that are kept, the oldest is forgotten. */
    DeadLetter write(String endpoint, OutboxEvent event, int attempts, String reason) {
        Instant now = Instant.now();
        String name = Digest.sha256(endpoint.getBytes(StandardCharsets.UTF_8)).hex().substring(0, ENDPOINT_DIGITS);
        String id = "%013d-%s-%s".formatted(now.toEpochMilli(), event.id(), name);
        ObjectNode node = EventRecords.object().put("endpoint", endpoint).put("attempts", attempts)
                .put("reason", reason).put("died", now.toString());
        EventRecords.write(node.putObject("event"), event);
        driver.write(ROOT.resolve(id), EventRecords.bytes(node), Durability.SYNCED);
        if (count.incrementAndGet() > maximum) {
            forgetOldest();
        }
        return new DeadLetter(id, endpoint, event, attempts, reason, now);
    }

    private void forgetOldest() {
        driver.list(ROOT, "", 1).stream().findFirst().ifPresent(oldest -> {
            delete(oldest);
            LOG.error("notifications: dead letter {} is forgotten: {} newer ones are kept, and that is the most. Send "
                    + "them again once their endpoint takes them", oldest, maximum);
        });
    }

    /** The first letters behind {@code after}; one that cannot be read is told, and left where it is. */
    List<DeadLetter> list(String after, int limit) {
        return driver.list(ROOT, after, limit).stream().flatMap(name -> readable(name).stream()).toList();
    }

    private Optional<DeadLetter> readable(String id) {
        try {
            return find(id);
        } catch (StorageException e) {
            LOG.warn("dead letter {} is passed by: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** Empty too for what could be no letter's name. */
    Optional<DeadLetter> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        StoragePath path = ROOT.resolve(id);
        return driver.load(path, EventStream.MAXIMUM_GROUP_BYTES)
                .map(bytes -> EventRecords.read(path, bytes, node -> letter(id, node)));
    }

    private static DeadLetter letter(String id, JsonNode node) {
        return new DeadLetter(id, node.path("endpoint").asText(), EventRecords.event(node.path("event")),
                node.path("attempts").asInt(), node.path("reason").asText(), Instant.parse(node.path("died").asText()));
    }

    void delete(String id) {
        if (driver.delete(ROOT.resolve(id), Durability.RELAXED)) {
            count.decrementAndGet();
        }
    }
}
