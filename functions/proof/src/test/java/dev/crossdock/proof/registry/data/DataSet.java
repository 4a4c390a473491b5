package dev.crossdock.proof.registry.data;

import static dev.crossdock.proof.registry.data.Assembly.ARTIFACT;
import static dev.crossdock.proof.registry.data.Assembly.EMPTY;
import static dev.crossdock.proof.registry.data.Assembly.IMAGE;
import static dev.crossdock.proof.registry.data.Assembly.LAYER;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import java.util.Base64;
import java.util.function.Consumer;

/** The kinds of content that the conformance suite knows, one row each. */
public enum DataSet {
    IMAGE_COMPRESSED(it -> it.add(it.image(), "image")), //
    IMAGE_UNCOMPRESSED(
            it -> it.add(it.image(it.config(), it.layer("application/vnd.oci.image.layer.v1.tar")), "plain")), //
    LARGE_MANIFEST(DataSet::large), //
    INDEX(it -> it.add(it.index(it.add(it.image()), it.add(it.image())), "index")), //
    NESTED_INDEX(DataSet::nested), //
    EMPTY_INDEX(it -> it.add(it.index(), "index")), //
    ARTIFACT_IMAGE(it -> it.add(it.artifact(ARTIFACT, it.layer(ARTIFACT)), "artifact")), //
    ARTIFACT_INDEX(
            it -> it.add(it.index(it.add(it.artifact(ARTIFACT, it.layer(ARTIFACT)))).put("artifactType", ARTIFACT),
                    "artifact-index")), //
    ARTIFACT_WITHOUT_LAYERS(it -> it.add(it.artifact(ARTIFACT, it.blob(EMPTY, "{}".getBytes(UTF_8))), "artifact")), //
    ARTIFACTS_WITH_SUBJECT(DataSet::artifactsWithSubject), //
    INDEX_WITH_SUBJECT(DataSet::indexWithSubject), //
    MISSING_SUBJECT(it -> it.add(it.referring(it.artifact(ARTIFACT, it.layer(ARTIFACT)), Assembly.descriptor(IMAGE,
            Digest.sha256(it.bytes(10)), 123)), "tagged-artifact")), //
    DATA_FIELD(DataSet::dataField), //
    NON_DISTRIBUTABLE_LAYERS(DataSet::nonDistributable), //
    CUSTOM_FIELDS(it -> it.add(it.index(it.add(it.image().put("org.example.custom", "1"))).put("org.example.custom",
            "2"), "custom-fields")), //
    NO_LAYERS(it -> it.add(it.image(it.config()), "no-layers")), //
    SHA512(DigestAlgorithm.SHA512, false, it -> it.add(it.index(it.add(it.image()), it.add(it.image())))), //
    SHA512_SUBJECT(DigestAlgorithm.SHA512, false, DataSet::artifactsWithSubject), //
    TAG_PARAMETER_SHA256(DigestAlgorithm.SHA256, true, DataSet::tagged), //
    TAG_PARAMETER_SHA512(DigestAlgorithm.SHA512, true, DataSet::tagged);

    private static final int LARGE_ANNOTATIONS = 390;
    private static final int LARGE_ANNOTATION_CHARACTERS = 10_000;

    private final DigestAlgorithm algorithm;
    private final boolean isTaggedByParameter;
    @SuppressWarnings("ImmutableEnumChecker") // the consumers have no state
    private final Consumer<Assembly> maker;

    DataSet(Consumer<Assembly> maker) {
        this(DigestAlgorithm.SHA256, false, maker);
    }

    DataSet(DigestAlgorithm algorithm, boolean isTaggedByParameter, Consumer<Assembly> maker) {
        this.algorithm = algorithm;
        this.isTaggedByParameter = isTaggedByParameter;
        this.maker = maker;
    }

    /** The same bytes each time. */
    public Pieces make() {
        Assembly assembly = new Assembly(algorithm, name().hashCode());
        maker.accept(assembly);
        return assembly.pieces();
    }

    /** Whether the tags are parameters of the push by digest, since a push by tag would be by SHA-256. */
    public boolean isTaggedByParameter() {
        return isTaggedByParameter || algorithm == DigestAlgorithm.SHA512;
    }

    private static void large(Assembly it) {
        ObjectNode image = it.image();
        ObjectNode annotations = image.putObject("annotations");
        for (int i = 0; i < LARGE_ANNOTATIONS; i++) {
            annotations.put("large-annotation-" + i, "A".repeat(LARGE_ANNOTATION_CHARACTERS));
        }
        it.add(image, "large-manifest");
    }

    private static void nested(Assembly it) {
        Piece first = it.add(it.index(it.add(it.image()), it.add(it.image())));
        Piece second = it.add(it.index(it.add(it.image()), it.add(it.image())));
        it.add(it.index(first, second), "index-of-index");
    }

    private static void artifactsWithSubject(Assembly it) {
        ObjectNode subject = Assembly.descriptor(it.add(it.image(), "image"));
        it.add(it.referring(it.image(), subject));
        it.add(it.referring(it.artifact(ARTIFACT, it.layer(ARTIFACT)), subject), "tagged-artifact1");
        it.add(it.referring(it.artifact("application/vnd.example.other", it.layer("application/octet-stream")),
                subject),
                "tagged-artifact2");
    }

    private static void indexWithSubject(Assembly it) {
        Piece subject = it.add(it.index(it.add(it.image()), it.add(it.image())), "index");
        ObjectNode descriptor = Assembly.descriptor(subject);
        Piece child = it.add(it.artifact(ARTIFACT, it.layer(ARTIFACT)));
        it.add(it.referring(it.index(child).put("artifactType", ARTIFACT), descriptor), "tagged-artifact");
        it.add(it.referring(it.index(child), descriptor));
    }

    private static void dataField(Assembly it) {
        Piece config = it.config();
        ObjectNode image = it.image(config, it.layer(LAYER));
        ((ObjectNode) image.path("config")).put("data", Base64.getEncoder().encodeToString(config.bytes()));
        it.add(image, "data-field");
    }

    private static void nonDistributable(Assembly it) {
        ObjectNode image = it.image(it.config(), it.layer(LAYER));
        for (String suffix : new String[]{"", "+gzip", "+zstd"}) {
            ObjectNode layer = Assembly.descriptor("application/vnd.oci.image.layer.nondistributable.v1.tar" + suffix,
                    Digest.sha256(it.bytes(10)), 12_345);
            layer.putArray("urls").add("https://store.example.com/blobs/" + layer.path("digest").asText());
            image.withArray("layers").add(layer);
        }
        it.add(image, "non-distributable-image");
    }

    private static void tagged(Assembly it) {
        it.add(it.index(it.add(it.image(), "tag-1"), it.add(it.image(), "tag-2")), "tag-3", "tag-4");
    }
}
