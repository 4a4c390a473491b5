package dev.crossdock.plan;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Manifests whose blobs are named by a word and have its length. */
final class Images {
    private Images() {}

    static Digest digest(String word) {
        return Digest.sha256(word.getBytes(StandardCharsets.UTF_8));
    }

    static Descriptor blob(String word) {
        return new Descriptor(MediaType.OCTETS.text(), digest(word), word.length());
    }

    static ImageTree image(String config, String... layers) {
        return new ImageTree(parse(MediaType.OCI_MANIFEST, "\"config\":%s,\"layers\":[%s]".formatted(
                json(blob(config)), Arrays.stream(layers).map(l -> json(blob(l))).collect(Collectors.joining(",")))));
    }

    static ImageTree index(ImageTree... children) {
        return index(List.of(children), Stream.of(children).map(child -> child.root().descriptor()));
    }

    /** An index that also names a manifest of which nothing was read. */
    static ImageTree indexNaming(Descriptor unread, ImageTree child) {
        return index(List.of(child), Stream.of(child.root().descriptor(), unread));
    }

    private static ImageTree index(List<ImageTree> children, Stream<Descriptor> named) {
        return new ImageTree(parse(MediaType.OCI_INDEX,
                "\"manifests\":[%s]".formatted(named.map(Images::json).collect(Collectors.joining(",")))), children);
    }

    private static Manifest parse(MediaType type, String fields) {
        String body = "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s}".formatted(type.text(), fields);
        return Manifest.parse(RawManifest.of(type.text(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(descriptor.mediaType(),
                descriptor.digest(), descriptor.size());
    }
}
