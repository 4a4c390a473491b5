package dev.crossdock.proof.registry.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Puts content together, from the blobs up; the same seed makes the same bytes. */
public final class Assembly {
    /** An image or artifact. */
    public static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    /** An index. */
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    /** A configuration of nothing: {@code {}}. */
    public static final String EMPTY = "application/vnd.oci.empty.v1+json";
    /** An image's configuration. */
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    /** A layer. */
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    /** What the artifacts here are. */
    public static final String ARTIFACT = "application/vnd.example.artifact.v1";

    private static final int LAYER_BYTES = 700;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DigestAlgorithm algorithm;
    private final Random random;
    private final Map<Digest, Piece> blobs = new LinkedHashMap<>();
    private final List<Piece> manifests = new ArrayList<>();
    private final Map<String, Digest> tags = new LinkedHashMap<>();
    private final Map<Digest, List<JsonNode>> referrers = new LinkedHashMap<>();

    /** All digests are of one algorithm. */
    public Assembly(DigestAlgorithm algorithm, long seed) {
        this.algorithm = algorithm;
        this.random = new Random(seed);
    }

    /** With SHA-256. */
    public Assembly(long seed) {
        this(DigestAlgorithm.SHA256, seed);
    }

    /** Everything so far. */
    public Pieces pieces() {
        return new Pieces(List.copyOf(blobs.values()), manifests, tags, referrers);
    }

    /** A blob of these bytes. */
    public Piece blob(String mediaType, byte[] bytes) {
        Piece blob = Piece.of(mediaType, bytes, algorithm);
        blobs.put(blob.digest(), blob);
        return blob;
    }

    /** A layer that nobody else has. */
    public Piece layer(String mediaType) {
        return blob(mediaType, bytes(LAYER_BYTES));
    }

    /** Bytes that nobody else has. */
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A configuration that nobody else has. */
    public Piece config() {
        return blob(CONFIG, "{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"%x\"}".formatted(
                random.nextLong()).getBytes(UTF_8));
    }

    /** The draft of an image. */
    public ObjectNode image(Piece config, Piece... layers) {
        ObjectNode image = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", IMAGE);
        image.set("config", descriptor(config));
        ArrayNode listed = image.putArray("layers");
        List.of(layers).forEach(layer -> listed.add(descriptor(layer)));
        return image;
    }

    /** The draft of an image with two layers. */
    public ObjectNode image() {
        return image(config(), layer(LAYER), layer(LAYER));
    }

    /** The draft of an artifact with a configuration of nothing. */
    public ObjectNode artifact(String type, Piece... layers) {
        return image(blob(EMPTY, "{}".getBytes(UTF_8)), layers).put("artifactType", type);
    }

    /** The draft of an index. */
    public ObjectNode index(Piece... children) {
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
        ArrayNode listed = index.putArray("manifests");
        for (int i = 0; i < children.length; i++) {
            ObjectNode child = descriptor(children[i]);
            child.putObject("platform").put("os", "linux").put("architecture", i % 2 == 0 ? "amd64" : "arm64");
            listed.add(child);
        }
        return index;
    }

    /** A descriptor. */
    public static ObjectNode descriptor(Piece piece) {
        return descriptor(piece.mediaType(), piece.digest(), piece.bytes().length);
    }

    /** A descriptor, perhaps of something that nobody has. */
    public static ObjectNode descriptor(String mediaType, Digest digest, long size) {
        return JSON.createObjectNode().put("mediaType", mediaType).put("digest", digest.toString()).put("size", size);
    }

    /** The draft refers to a subject. */
    public ObjectNode referring(ObjectNode draft, JsonNode subject) {
        draft.putObject("annotations").put("org.example.by", "%x".formatted(random.nextLong()));
        draft.set("subject", subject);
        return draft;
    }

    /** The draft is done: as JSON with line ends, which nobody may change. */
    public Piece add(ObjectNode draft, String... names) {
        byte[] bytes;
        try {
            bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(draft);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        Piece manifest = Piece.of(draft.path("mediaType").asText(), bytes, algorithm);
        manifests.add(manifest);
        List.of(names).forEach(name -> tags.put(name, manifest.digest()));
        if (draft.has("subject")) {
            Digest subject = Digest.parse(draft.at("/subject/digest").asText());
            referrers.computeIfAbsent(subject, key -> new ArrayList<>()).add(described(draft, manifest));
        }
        return manifest;
    }

    /**
     * An index has the artifact type that it names, an image that of its configuration if it names none. Whatever a
     * referrer was pushed by, it is listed by SHA-256.
     */
    private static ObjectNode described(ObjectNode draft, Piece manifest) {
        ObjectNode descriptor = descriptor(manifest.mediaType(), manifest.by(DigestAlgorithm.SHA256),
                manifest.bytes().length);
        String type = draft.path("artifactType").asText(draft.at("/config/mediaType").asText());
        if (!type.isEmpty()) {
            descriptor.put("artifactType", type);
        }
        if (draft.has("annotations")) {
            descriptor.set("annotations", draft.get("annotations"));
        }
        return descriptor;
    }
}
