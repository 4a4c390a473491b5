package dev.crossdock.proof.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** What images look like, as far as it makes a difference to a copy. */
enum Shape {
    TINY(() -> new SeededImages(81).image(Format.DOCKER, 1, 100)), //
    LAYERED(() -> new SeededImages(82).image(Format.OCI, 4, 100_000)), //
    LARGE(() -> image(Map.of(), config(83), List.of(layer(83, Shape.LARGE_BYTES)))), //
    INDEX(Shape::index), //
    EMPTY_LAYER(() -> image(Map.of(), config(85), List.of(layer(85, 0), layer(86, 1_000)))), //
    REPEATED_LAYER(() -> image(Map.of(), config(87), List.of(layer(87, 2_000), layer(88, 9_000), layer(87, 2_000)))), //
    ARTIFACT(() -> image(Map.of("artifactType", "application/vnd.example.note"), emptyConfig(), List.of())), //
    SHA512(Shape::sha512), //
    WIDE(() -> image(Map.of(), config(96), List.of(layer(96, Shape.WIDE_BYTES))));

    /** Above what GHCR takes in one chunk. */
    static final int LARGE_BYTES = 6 << 20;
    /** Above what is read by several ranges at once, where the source is slow. */
    static final int WIDE_BYTES = 36 << 20;
    /** The shapes of the matrix. */
    static final Set<Shape> ALL = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(WIDE)));
    static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    @SuppressWarnings("ImmutableEnumChecker") // made once, changed by nobody
    private final SeededImage image;

    Shape(Supplier<SeededImage> maker) {
        this.image = maker.get();
    }

    SeededImage image() {
        return image;
    }

    /** The digests of its blobs that have more bytes. */
    List<String> blobsAbove(long bytes) {
        return image.allBlobs().filter(it -> it.bytes().length > bytes).map(SeededBlob::digest).distinct().toList();
    }

    private static SeededBlob config(long seed) {
        return new SeededBlob("application/vnd.oci.image.config.v1+json",
                json(Map.of("architecture", "amd64", "os", "linux", "seed", seed)));
    }

    private static SeededBlob emptyConfig() {
        return new SeededBlob("application/vnd.oci.empty.v1+json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static SeededBlob layer(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return new SeededBlob("application/vnd.oci.image.layer.v1.tar", content);
    }

    private static SeededImage image(Map<String, Object> more, SeededBlob config, List<SeededBlob> layers) {
        Map<String, Object> manifest = start(MANIFEST_TYPE);
        manifest.putAll(more);
        manifest.put("config", descriptor(config, Map.of()));
        manifest.put("layers", layers.stream().map(it -> descriptor(it, Map.of())).toList());
        List<SeededBlob> blobs = new ArrayList<>(List.of(config));
        blobs.addAll(layers);
        return new SeededImage(new SeededBlob(MANIFEST_TYPE, json(manifest)), blobs, List.of());
    }

    /** Two platforms and an attestation of the first, as BuildKit pushes them. */
    private static SeededImage index() {
        SeededImage amd64 = image(Map.of(), config(90), List.of(layer(90, 3_000), layer(91, 70_000)));
        SeededImage arm64 = image(Map.of(), config(92), List.of(layer(90, 3_000), layer(92, 60_000)));
        SeededBlob statement = new SeededBlob("application/vnd.in-toto+json",
                json(Map.of("predicateType", "https://slsa.dev/provenance/v0.2")));
        SeededImage attestation = image(Map.of(), config(93), List.of(statement));
        return over(List.of(amd64, arm64, attestation), List.of(platform("amd64", "linux"), platform("arm64", "linux"),
                Map.of("platform", Map.of("architecture", "unknown", "os", "unknown"), "annotations",
                        Map.of("vnd.docker.reference.type", "attestation-manifest", "vnd.docker.reference.digest",
                                amd64.manifest().digest()))));
    }

    private static Map<String, Object> platform(String architecture, String os) {
        return Map.of("platform", Map.of("architecture", architecture, "os", os));
    }

    /** An index whose image, and all beneath it, is named by SHA-512. */
    private static SeededImage sha512() {
        SeededImage plain = image(Map.of(), config(94).bySha512(),
                List.of(layer(94, 5_000).bySha512(), layer(95, 80_000).bySha512()));
        SeededImage named = new SeededImage(plain.manifest().bySha512(), plain.blobs(), List.of());
        return over(List.of(named), List.of(platform("amd64", "linux")));
    }

    private static SeededImage over(List<SeededImage> children, List<Map<String, Object>> more) {
        Map<String, Object> index = start(INDEX_TYPE);
        List<Map<String, Object>> descriptors = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            descriptors.add(descriptor(children.get(i).manifest(), more.get(i)));
        }
        index.put("manifests", descriptors);
        return new SeededImage(new SeededBlob(INDEX_TYPE, json(index)), List.of(), children);
    }

    private static Map<String, Object> start(String mediaType) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("schemaVersion", 2);
        object.put("mediaType", mediaType);
        return object;
    }

    private static Map<String, Object> descriptor(SeededBlob blob, Map<String, Object> more) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", blob.mediaType());
        descriptor.put("digest", blob.digest());
        descriptor.put("size", blob.bytes().length);
        descriptor.putAll(more);
        return descriptor;
    }

    private static byte[] json(Map<String, Object> object) {
        try {
            return new ObjectMapper().writeValueAsBytes(new java.util.TreeMap<>(object));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
