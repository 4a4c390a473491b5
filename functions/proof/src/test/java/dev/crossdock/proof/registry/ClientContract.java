package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.wire.Wire.blobs;
import static dev.crossdock.proof.registry.wire.Wire.manifests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.registry.wire.ContainerdClient;
import dev.crossdock.proof.registry.wire.DockerClient;
import dev.crossdock.proof.registry.wire.GoClient;
import dev.crossdock.proof.registry.wire.SkopeoTrip;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that people really have: what one pushes, another pulls, byte for byte. */
interface ClientContract extends Conforming {
    int CLIENT_LAYER_BYTES = 300_000;

    /** One image and one index. */
    private static Stream<SeededImage> images(Format format, long seed) {
        SeededImages images = new SeededImages(seed);
        return Stream.of(images.image(format, 3, CLIENT_LAYER_BYTES), images.index(format, "amd64", "arm64"));
    }

    private void assertHeld(String repository, String tag, SeededImage image) {
        wire().get(manifests(repository, tag)).is(200).has("Content-Type", image.manifest().mediaType()).has(
                "Docker-Content-Digest", image.manifest().digest()).holds(image.manifest().bytes());
        for (SeededBlob manifest : image.allManifests().toList()) {
            wire().get(manifests(repository, manifest.digest())).is(200).holds(manifest.bytes());
        }
        for (SeededBlob blob : image.allBlobs().toList()) {
            wire().get(blobs(repository, blob.digest())).is(200).holds(blob.bytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    default void docker_pushes_andContainerdPulls(Format format) {
        String repository = newRepository();
        images(format, 1).forEach(image -> {
            try (GoClient docker = new DockerClient(wire().door());
                    GoClient containerd = new ContainerdClient(wire().door(), newRepository())) {
                docker.push(repository, "1", image);
                assertHeld(repository, "1", image);
                containerd.pull(repository, "1", image);
                docker.pull(repository, "1", image);
                docker.push(repository, "2", image);
                docker.pull(repository, "2", image);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    default void containerd_pushes_andDockerPulls(Format format) {
        String repository = newRepository();
        images(format, 2).forEach(image -> {
            try (GoClient docker = new DockerClient(wire().door());
                    GoClient containerd = new ContainerdClient(wire().door(), newRepository())) {
                containerd.push(repository, "1", image);
                assertHeld(repository, "1", image);
                docker.pull(repository, "1", image);
                containerd.push(repository, "1", image);
                containerd.pull(repository, "1", image);
            }
        });
    }

    @Test
    default void containerd_mountsWhatAnotherRepositoryHas() {
        String from = newRepository();
        String repository = newRepository();
        SeededImage image = new SeededImages(3).image(Format.OCI, 3, CLIENT_LAYER_BYTES);
        try (GoClient docker = new DockerClient(wire().door());
                GoClient containerd = new ContainerdClient(wire().door(), from)) {
            docker.push(from, "1", image);
            containerd.push(repository, "1", image);
            containerd.pull(repository, "1", image);
        }
        assertHeld(repository, "1", image);
    }

    @ParameterizedTest
    @EnumSource
    default void skopeo_pushesAndPulls(Format format) {
        String repository = newRepository();
        images(format, 4).forEach(image -> {
            try (SkopeoTrip trip = new SkopeoTrip(wire().door())) {
                trip.push(image, repository + ":1");
                assertHeld(repository, "1", image);
                assertThat(trip.pulled(repository + ":1")).isEqualTo(SkopeoTrip.expected(image));
            }
        });
    }
}
