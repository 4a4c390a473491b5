package dev.crossdock.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Manifests as text, so that a test shows exactly the bytes that are read. */
final class Sample {
    static final String OCI_MANIFEST = MediaType.OCI_MANIFEST.text();
    static final String OCI_INDEX = MediaType.OCI_INDEX.text();
    static final String CONFIG = entry(MediaType.OCI_CONFIG.text(), "config");
    static final String LAYER = entry(MediaType.OCI_LAYER_GZIP.text(), "layer");

    private Sample() {}

    static Digest digest(String content) {
        return Digest.sha256(content.getBytes(UTF_8));
    }

    /** A descriptor of the content. */
    static String entry(String mediaType, String content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest(content),
                content.length());
    }

    /** A descriptor whose size is the given JSON. */
    static String sized(String size) {
        return "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":%s}".formatted(digest(""), size);
    }

    static String image(String mediaType, String config, String... layers) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}".formatted(mediaType, config,
                String.join(",", layers));
    }

    static String index(String mediaType, String... entries) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}".formatted(mediaType,
                String.join(",", entries));
    }

    static RawManifest raw(String announced, String body) {
        return RawManifest.of(announced, body.getBytes(UTF_8));
    }

    static Manifest parse(String announced, String body) {
        return Manifest.parse(raw(announced, body));
    }

    /** An image that differs from those of other names. */
    static Manifest imageNamed(String name) {
        return parse(OCI_MANIFEST, image(OCI_MANIFEST, entry(MediaType.OCI_CONFIG.text(), name), LAYER));
    }

    /** An index of these manifests, in this order. */
    static Manifest indexOf(List<Manifest> children) {
        return parse(OCI_INDEX, index(OCI_INDEX, children.stream().map(Sample::entryOf).toArray(String[]::new)));
    }

    static String entryOf(Manifest manifest) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(manifest.mediaType(), manifest.digest(),
                manifest.raw().size());
    }

    /** The JSON array's inside: the same value so often. */
    static String repeated(int count, String value) {
        return IntStream.range(0, count).mapToObj(_ -> value).collect(Collectors.joining(","));
    }
}
