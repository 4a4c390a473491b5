package dev.crossdock.image;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one manifest. Strict where two readers could disagree about what the bytes mean (CVE-2021-41190), lenient about
 * fields it does not know: the bytes are what is kept.
 */
final class ManifestReader {
    /** The most layers, or children of an index, that one manifest may name. */
    static final int MAXIMUM_ENTRIES = 10_000;
    private static final int MAXIMUM_NESTING = 100;
    private static final long MAXIMUM_TOKENS = 40L * MAXIMUM_ENTRIES; // a tree of a million nodes costs 100 MiB
    private static final JsonMapper JSON = JsonMapper
            .builder(new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAXIMUM_NESTING)
                                    .maxTokenCount(MAXIMUM_TOKENS)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final RawManifest raw;
    private final JsonFields fields;

    ManifestReader(RawManifest raw) {
        this.raw = raw;
        this.fields = new JsonFields(raw);
    }

    Manifest read() {
        JsonNode body = body();
        MediaType type = type(body);
        refuseTwoKinds(body, type);
        Optional<Descriptor> subject = body.hasNonNull("subject")
                ? Optional.of(fields.descriptor(body.get("subject"), "subject"))
                : Optional.empty();
        return switch (type.kind()) {
            case IMAGE -> new Manifest.Image(raw, type.text(), fields.descriptor(body.path("config"), "config"),
                    descriptors(body, "layers"), subject);
            case INDEX -> new Manifest.Index(raw, type.text(), descriptors(body, "manifests"), subject);
            case SCHEMA1 -> throw fields.malformed("it is a Docker schema 1 manifest, which crossdock does not move: "
                    + "push the image again with a current client");
            case FOREIGN_LAYER, BLOB -> throw fields.malformed("%s is no manifest type".formatted(type.text()));
        };
    }

    private JsonNode body() {
        try {
            JsonNode body = JSON.readTree(raw.bytes());
            if (!body.isObject()) {
                throw fields.malformed("its body is not a JSON object");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw fields.malformed("its body is not strict JSON: " + Quoted.capped(e.getOriginalMessage()));
        } catch (IOException e) {
            throw fields.malformed("its body is not text: " + Quoted.capped(String.valueOf(e.getMessage())));
        }
    }

    /** The type that the body names, which must be the announced one; a body that names none is judged by its shape. */
    private MediaType type(JsonNode body) {
        String announced = raw.mediaType();
        String named = fields.text(body, "mediaType").orElse("");
        if (!named.isEmpty() && binds(announced) && !named.equals(announced)) {
            throw fields.malformed("it was announced as %s, but its body says %s".formatted(announced,
                    Quoted.capped(named)));
        }
        if (named.isEmpty() && !binds(announced)) {
            return shape(body, announced);
        }
        String decisive = named.isEmpty() ? announced : named;
        return MediaType.find(decisive).orElseThrow(
                () -> fields.malformed(
                        "its media type %s is none that crossdock reads".formatted(Quoted.capped(decisive))));
    }

    /** Whether the announcement is of a manifest type at all; a vague one, such as application/json, says nothing. */
    private static boolean binds(String announced) {
        return MediaType.isManifest(announced)
                || MediaType.find(announced).filter(type -> type.kind() == MediaType.Kind.SCHEMA1).isPresent();
    }

    private MediaType shape(JsonNode body, String announced) {
        if (body.path("schemaVersion").asInt() == 1) {
            return MediaType.DOCKER_SCHEMA1;
        }
        if (body.has("manifests")) {
            return MediaType.OCI_INDEX;
        }
        if (body.has("layers") || body.has("config")) {
            return MediaType.OCI_MANIFEST;
        }
        throw fields.malformed("neither its body nor its announcement (%s) says what it is"
                .formatted(announced.isEmpty() ? "none" : Quoted.capped(announced)));
    }

    private void refuseTwoKinds(JsonNode body, MediaType type) {
        if (body.has("manifests") && (body.has("layers") || body.has("config"))) {
            throw fields.malformed("its body claims to be an index and an image at once");
        }
        if (type.kind() == MediaType.Kind.INDEX && (body.has("layers") || body.has("config"))) {
            throw fields.malformed("it is an index, but its body has an image's fields");
        }
        if (body.has("fsLayers") && (body.has("layers") || body.has("manifests"))) {
            throw fields.malformed("its body claims to be schema 1 and schema 2 at once");
        }
    }

    private List<Descriptor> descriptors(JsonNode body, String field) {
        JsonNode array = body.path(field);
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw fields.malformed("its field %s is not an array".formatted(field));
        }
        if (array.size() > MAXIMUM_ENTRIES) {
            throw fields.malformed("its field %s has %d entries, more than %d".formatted(field, array.size(),
                    MAXIMUM_ENTRIES));
        }
        List<Descriptor> descriptors = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            descriptors.add(fields.descriptor(array.get(i), field + "[" + i + "]"));
        }
        return descriptors;
    }
}
