package dev.crossdock.replication.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes images whose content follows from their names alone. */
public final class Images {
    /**
     * An image with all that lies beneath it.
     *
     * @param root     that a tag names
     * @param children of an index, each before who names it
     */
    public record Picture(RawManifest root, List<RawManifest> children, Map<Digest, byte[]> blobs) {
        public Digest digest() {
            return root.digest();
        }

        /** A blob, in the order in which the image was made: the configuration first. */
        public Descriptor blob(int index) {
            Map.Entry<Digest, byte[]> entry = List.copyOf(blobs.entrySet()).get(index);
            return new Descriptor(MediaType.OCTETS.text(), entry.getKey(), entry.getValue().length);
        }
    }

    private Images() {}

    /** An image with a configuration of its own and layers named {@code name-1}, {@code name-2}, … */
    public static Picture image(String name, int layers) {
        return of(name, IntStream.rangeClosed(1, layers).mapToObj(i -> name + "-" + i).toList());
    }

    /** An image of these layers; layers of one name have one content. */
    public static Picture of(String name, List<String> layers) {
        Map<Digest, byte[]> blobs = new LinkedHashMap<>();
        String config = entry(MediaType.OCI_CONFIG, add(blobs, bytes("config of " + name, 200)));
        List<String> entries = new ArrayList<>();
        for (String layer : layers) {
            entries.add(entry(MediaType.OCI_LAYER_GZIP, add(blobs, bytes(layer, 1000 + layer.length()))));
        }
        String json = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(MediaType.OCI_MANIFEST.text(), config, String.join(",", entries));
        return new Picture(raw(MediaType.OCI_MANIFEST, json), List.of(), blobs);
    }

    /** An index of images. */
    public static Picture index(List<Picture> images) {
        Map<Digest, byte[]> blobs = new LinkedHashMap<>();
        images.forEach(image -> blobs.putAll(image.blobs()));
        String entries = images.stream().map(image -> "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(image.root().mediaType(), image.digest(), image.root().size()))
                .collect(Collectors.joining(","));
        String json = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaType.OCI_INDEX.text(), entries);
        return new Picture(raw(MediaType.OCI_INDEX, json), images.stream().map(Picture::root).toList(), blobs);
    }

    /** Something that refers to a manifest: a blob of its own, and the subject. */
    public static Picture referrer(String name, String artifactType, RawManifest subject) {
        Map<Digest, byte[]> blobs = new LinkedHashMap<>();
        String config = entry(MediaType.OCI_CONFIG, add(blobs, bytes("config of " + name, 2)));
        String layer = entry(MediaType.OCTETS, add(blobs, bytes(name, 300)));
        String json = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"%s\",\"config\":%s,\"layers\":[%s],"
                .formatted(MediaType.OCI_MANIFEST.text(), artifactType, config, layer)
                + "\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},\"annotations\":{\"name\":\"%s\"}}"
                        .formatted(subject.mediaType(), subject.digest(), subject.size(), name);
        return new Picture(raw(MediaType.OCI_MANIFEST, json), List.of(), blobs);
    }

    /** An index of images for platforms, and for each an attestation of it, as BuildKit makes them. */
    public static Picture attestedIndex(Map<String, Picture> images) {
        Map<Digest, byte[]> blobs = new LinkedHashMap<>();
        List<RawManifest> children = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        List<String> attestations = new ArrayList<>();
        images.forEach((platform, image) -> {
            Picture attestation = image("attestation of " + platform, 1);
            blobs.putAll(image.blobs());
            blobs.putAll(attestation.blobs());
            children.add(image.root());
            children.add(attestation.root());
            String[] parts = platform.split("/", -1);
            entries.add(child(image, parts[0], parts[1], "\"note\":\"kept as it is\""));
            attestations.add(child(attestation, "unknown", "unknown",
                    "\"annotations\":{\"vnd.docker.reference.digest\":\"%s\"}".formatted(image.digest())));
        });
        entries.addAll(attestations);
        String json = "{ \"schemaVersion\": 2, \"mediaType\": \"%s\",\n \"manifests\": [\n  %s\n ], \"x\": 1.50 }"
                .formatted(MediaType.OCI_INDEX.text(), String.join(",\n  ", entries));
        return new Picture(raw(MediaType.OCI_INDEX, json), children, blobs);
    }

    private static String child(Picture image, String os, String architecture, String more) {
        return ("{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,"
                + "\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"},%s}").formatted(image.root().mediaType(),
                        image.digest(), image.root().size(), os, architecture, more);
    }

    /** Content that follows from its name. */
    public static byte[] bytes(String name, int count) {
        byte[] bytes = new byte[count];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static Descriptor add(Map<Digest, byte[]> blobs, byte[] bytes) {
        Digest digest = Digest.sha256(bytes);
        blobs.put(digest, bytes);
        return new Descriptor(MediaType.OCTETS.text(), digest, bytes.length);
    }

    private static String entry(MediaType type, Descriptor blob) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type.text(), blob.digest(),
                blob.size());
    }

    private static RawManifest raw(MediaType type, String json) {
        return RawManifest.of(type.text(), json.getBytes(UTF_8));
    }
}
