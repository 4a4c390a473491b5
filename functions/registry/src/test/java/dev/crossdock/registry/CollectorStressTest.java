package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.OCI_MANIFEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.registry.collect.CollectorSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Eight writers push, push again, mount and delete the same few layers, while the collector runs without pause and without
 * grace. A refused push is repeated; what was accepted has to be there.
 */
class CollectorStressTest extends RegistryContract {
    private static final int WRITERS = 8;
    private static final int LAYERS = 12;
    private static final int TAGS = 4;
    private static final Duration LENGTH = Duration.ofSeconds(5);

    private final AtomicLong pushed = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();

    @Test
    void writersAndCollector_leaveEveryTagWhole() throws Exception {
        stop();
        CollectorSettings restless = new CollectorSettings(Duration.ZERO, Optional.of(Duration.ofMillis(1)), true,
                Optional.empty());
        RegistrySettings settings = settings(true, List.of());
        server = RegistryServer.start(settings.with(new RegistrySettings.Content(settings.content().rules(), restless,
                List.of())));
        wire = new Wire(server.port());
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random random = new Random(seed + writer);
                running.add(writers.submit(() -> write(random)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        System.out.printf("%d pushed, %d repeated, %d deleted%n", pushed.get(), repeated.get(), deleted.get());
        assertThat(pushed).hasPositiveValue();
        assertEverythingIsWhole();
        List<String> lines = new ArrayList<>();
        Upkeep upkeep = new Upkeep(settings.with(new RegistrySettings.Content(settings.content().rules(), restless,
                List.of())));
        stop();
        assertThat(upkeep.collect(false, true, lines::add)).isZero();
        assertThat(upkeep.check(false, lines::add)).as(String.join("\n", lines)).isZero();
        start();
        assertEverythingIsWhole();
    }

    private void write(Random random) {
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() < end) {
            String repository = "team/" + random.nextInt(3);
            String tag = "t" + random.nextInt(TAGS);
            if (random.nextInt(4) == 0) {
                wire.delete("/v2/" + repository + "/manifests/" + tag);
                deleted.incrementAndGet();
            } else {
                List<String> layers = random.ints(3, 0, LAYERS).mapToObj(layer -> "layer " + layer).distinct().toList();
                push(random, repository, tag, layers);
            }
        }
    }

    /** As a client does that is told that a blob is missing: once more from the start. */
    private void push(Random random, String repository, String tag, List<String> layers) {
        for (int attempt = 0; attempt < 200; attempt++) {
            layers.forEach(layer -> bring(random, repository, layer));
            bring(random, repository, "{}");
            int status = wire.putManifest(repository, tag, OCI_MANIFEST, manifest(layers)).status();
            if (status == 201) {
                pushed.incrementAndGet();
                return;
            }
            assertThat(status).isIn(400, 503);
            repeated.incrementAndGet();
        }
    }

    private void bring(Random random, String repository, String layer) {
        Digest digest = Digest.sha256(Wire.bytes(layer));
        if (wire.head("/v2/%s/blobs/%s".formatted(repository, digest)).status() == 200) {
            return;
        }
        Wire.Answer begun = wire.post("/v2/%s/blobs/uploads/?mount=%s&from=team/%d".formatted(repository, digest, random
                .nextInt(3)), new byte[0]);
        if (begun.status() == 202) {
            assertThat(wire.put(begun.header("Location") + "?digest=" + digest, Wire.bytes(layer)).status()).isIn(201,
                    503);
        }
    }

    private static byte[] manifest(List<String> layers) {
        return Wire.bytes(
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}".formatted(OCI_MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", "{}"), layers.stream()
                                .map(layer -> descriptor("application/vnd.oci.image.layer.v1.tar", layer))
                                .collect(Collectors.joining(","))));
    }

    private static String descriptor(String mediaType, String text) {
        return Wire.descriptor(mediaType, Digest.sha256(Wire.bytes(text)), text.length());
    }

    private void assertEverythingIsWhole() throws IOException {
        for (JsonNode repository : wire.get("/v2/_catalog").json().get("repositories")) {
            String name = repository.asText();
            for (JsonNode tag : wire.get("/v2/%s/tags/list".formatted(name)).json().get("tags")) {
                JsonNode manifest = wire.get("/v2/%s/manifests/%s".formatted(name, tag.asText())).is(200).json();
                List<JsonNode> blobs = new ArrayList<>(List.of(manifest.get("config")));
                manifest.get("layers").forEach(blobs::add);
                for (JsonNode blob : blobs) {
                    byte[] got = wire.get("/v2/%s/blobs/%s".formatted(name, blob.get("digest").asText())).is(200)
                            .bytes();
                    assertThat(Digest.sha256(got)).as(Arrays.toString(got)).hasToString(blob.get("digest").asText());
                }
            }
        }
    }
}
