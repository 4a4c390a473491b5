package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.Receiver.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry is killed again and again, while clients push and the receiver fails now and then. */
class KilledRegistryTest {
    private static final int REPOSITORIES = 4;
    private static final int KILLS = 3;
    private static final int PUSHES_PER_LIFE = 12;

    @TempDir
    private Path root;

    /** What was acknowledged, per repository and in order; what was not may be told or not. */
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger pushed = new AtomicInteger();

    @Test
    void everyAcknowledgedPush_isToldInOrder() throws IOException, InterruptedException {
        AtomicInteger answered = new AtomicInteger();
        try (Receiver receiver = Receiver.start().by(event -> answered.incrementAndGet() % 3 == 0 ? 500 : 200)) {
            for (int life = 0; life < KILLS; life++) {
                killedAmidPushes(receiver, life);
            }
            try (RegistryProcess last = RegistryProcess.start(root, receiver.url());
                    Wire wire = new Wire(last
                            .port())) {
                Awaitility.await().until(() -> acknowledged.keySet().stream().allMatch(repository -> told(receiver,
                        repository).containsAll(acknowledged.get(repository))));

                assertThat(pushed.get()).isGreaterThanOrEqualTo(KILLS * PUSHES_PER_LIFE);
                acknowledged.forEach((repository, tags) -> {
                    List<String> inOrder = new ArrayList<>(new LinkedHashSet<>(told(receiver, repository)));
                    inOrder.retainAll(tags);
                    assertThat(inOrder).as(repository).isEqualTo(tags);
                });
                receiver.taken().forEach(one -> assertThat(wire.head("/v2/%s/manifests/%s".formatted(one.event().at(
                        "/target/repository").asText(), tag(one))).status()).as("a tag that was told of").isEqualTo(
                                200));
            }
        }
    }

    private void killedAmidPushes(Receiver receiver, int life) throws IOException, InterruptedException {
        int before = pushed.get();
        List<Thread> pushers;
        try (RegistryProcess registry = RegistryProcess.start(root, receiver.url())) {
            pushers = IntStream.range(0, REPOSITORIES).mapToObj(i -> Thread.ofVirtual().start(() -> push(registry,
                    "team/app" + i, life))).toList();
            Awaitility.await().until(() -> pushed.get() >= before + PUSHES_PER_LIFE);
        }
        for (Thread pusher : pushers) {
            pusher.join();
        }
    }

    /** Until the registry is gone. */
    private void push(RegistryProcess registry, String repository, int life) {
        List<String> tags = acknowledged.computeIfAbsent(repository, name -> new CopyOnWriteArrayList<>());
        try (Wire wire = new Wire(registry.port())) {
            for (int i = 0; true; i++) {
                String tag = "t%d-%d".formatted(life, i);
                if (wire.putManifest(repository, tag, Wire.OCI_MANIFEST, wire.image(repository, "layer " + tag))
                        .status() == 201) {
                    tags.add(tag);
                    pushed.incrementAndGet();
                }
            }
        } catch (UncheckedIOException | AssertionError e) {
            assertThat(tags).isNotNull(); // the registry was killed: this tag is not acknowledged
        }
    }

    private static List<String> told(Receiver receiver, String repository) {
        return receiver.taken().stream().filter(one -> one.event().at("/target/repository").asText().equals(
                repository)).map(KilledRegistryTest::tag).toList();
    }

    private static String tag(Received one) {
        return one.event().at("/target/tag").asText();
    }
}
