package dev.crossdock.replication.steps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers that stay where their urls say, unless somebody asks for them. */
final class ForeignLayersTest {
    private static final byte[] CONFIG = Images.bytes("config", 20);
    private static final byte[] FOREIGN = Images.bytes("foreign", 200);

    private final World world = new World(new TestClock(Duration.ofMillis(1)));

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    private static Picture windows() {
        String json = """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"%s","digest":"%s","size":%d},
                 "layers":[{"mediaType":"%s","digest":"%s","size":%d,"urls":["https://layers.example/1"]}]}"""
                .formatted(MediaType.DOCKER_MANIFEST.text(), MediaType.DOCKER_CONFIG.text(), Digest.sha256(CONFIG),
                        CONFIG.length, MediaType.DOCKER_FOREIGN_LAYER.text(), Digest.sha256(FOREIGN), FOREIGN.length);
        Map<Digest, byte[]> blobs = new LinkedHashMap<>(Map.of(Digest.sha256(CONFIG), CONFIG));
        blobs.put(Digest.sha256(FOREIGN), FOREIGN);
        return new Picture(RawManifest.of(MediaType.DOCKER_MANIFEST.text(), json.getBytes(UTF_8)), List.of(), blobs);
    }

    private static Message.Request allowed() {
        Extent extent = new Extent(ReferrerFilter.ALL, PlatformFilter.ALL, true);
        return new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(Optional.empty(), 0, Optional.of(extent)));
    }

    @Test
    void unasked_theyStayWhereTheyAre_andTheManifestAsItIs() {
        Picture image = world.app().push("v1", windows());
        world.drain(World.request());
        assertThat(world.mirror().at("v1")).isEqualTo(image.root());
        assertThat(world.mirror().has(Digest.sha256(FOREIGN))).isFalse();
        assertThat(world.hub.count(Verb.BLOB)).isEqualTo(1);
    }

    @Test
    void allowed_theyComeFromTheSourcesRegistry() {
        Picture image = world.app().push("v1", windows());
        world.drain(allowed());
        assertThat(world.mirror().at("v1")).isEqualTo(image.root());
        assertThat(world.mirror().bytes(Digest.sha256(FOREIGN))).isEqualTo(FOREIGN);
    }

    @Test
    void allowedAndNotInTheSourcesRegistry_isMissing() {
        world.app().push("v1", windows());
        world.app().lose(Digest.sha256(FOREIGN));
        assertThatThrownBy(() -> world.drain(allowed())).isInstanceOf(RegistryException.Missing.class)
                .hasMessageContaining(Digest.sha256(FOREIGN).toString());
        assertThat(world.mirror().tagged("v1")).isEmpty();
    }
}
