package dev.crossdock.registry.notifications.outbox;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the outbox's tests have in common: a directory, and a content that shows what it is told to. */
class OutboxContract {
    static final Set<String> ONE = Set.of("hook");
    static final Set<String> TWO = Set.of("hook", "other");

    @TempDir
    Path root;

    FilesystemDriver driver;
    final List<String> shown = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    final Outbox opened() {
        Outbox outbox = reopened();
        outbox.recover(TWO);
        return outbox;
    }

    /** As the next process would: nothing of what the last one had in memory is left. */
    final Outbox reopened() {
        return new Outbox(driver, Tenancy.ALONE, Room.USUAL, this::shows);
    }

    final boolean shows(Change change) {
        if (change.reference().equals("damaged") && !shown.contains("damaged")) {
            throw new StorageException("read link: torn");
        }
        return shown.contains(change.reference());
    }

    static OutboxEvent event(String repository, String tag, String... endpoints) {
        return new OutboxEvent(UUID.randomUUID(), Instant.now(), change(repository, tag), List.of(endpoints),
                "{\"tag\":\"" + tag + "\"}");
    }

    static Change change(String repository, String tag) {
        return new Change(Change.Kind.PUT, new Repository(repository), Optional.of(new Tag(tag)), Optional.of(Digest
                .sha256(tag.getBytes(StandardCharsets.UTF_8))));
    }

    static Change deletion(String repository) {
        return new Change(Change.Kind.DELETED, new Repository(repository), Optional.of(new Tag("1")), Optional
                .empty());
    }

    static List<Entry> adopted(Outbox outbox, Set<String> endpoints) {
        List<Entry> adopted = new ArrayList<>();
        outbox.adopt(endpoints, adopted::addAll);
        return adopted;
    }

    static List<String> tags(List<Entry> entries) {
        return entries.stream().map(entry -> entry.change().reference()).toList();
    }

    final boolean stored(String name) {
        return driver.stat(EventStream.OUTBOX.resolve("local/" + name)).isPresent();
    }

    final int groups() {
        return driver.list(EventStream.OUTBOX.resolve("local/events"), "", 1000).size();
    }

    final void write(String name, String text) {
        driver.write(new StoragePath("docker/registry/v2/_crossdock/" + name), text.getBytes(StandardCharsets.UTF_8),
                Durability.RELAXED);
    }

    static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
