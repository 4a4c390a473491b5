package dev.crossdock.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes typed fields out of a manifest's JSON; whatever has the wrong type is named together with the manifest. */
final class JsonFields {
    private final RawManifest raw;

    JsonFields(RawManifest raw) {
        this.raw = raw;
    }

    MalformedManifestException malformed(String why) {
        return new MalformedManifestException("manifest %s: %s".formatted(raw.digest(), why));
    }

    Descriptor descriptor(JsonNode node, String where) {
        if (!node.isObject()) {
            throw malformed("its field %s is not a descriptor".formatted(where));
        }
        String mediaType = text(node, "mediaType").orElse("");
        String digest = text(node, "digest").orElseThrow(() -> malformed("%s has no digest".formatted(where)));
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong()) {
            throw malformed("the size of %s is not a whole number of bytes".formatted(where));
        }
        try {
            return new Descriptor(mediaType, Digest.parse(digest), size.longValue(), texts(node, "urls"),
                    platform(node), annotations(node, where));
        } catch (IllegalArgumentException e) {
            throw malformed("%s: %s".formatted(where, e.getMessage()));
        }
    }

    Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw malformed("its field %s is not text".formatted(field));
        }
        return Optional.of(value.textValue());
    }

    private List<String> texts(JsonNode node, String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : node.path(field)) {
            if (!value.isTextual()) {
                throw malformed("its field %s is not a list of texts".formatted(field));
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    private Optional<Platform> platform(JsonNode node) {
        JsonNode platform = node.path("platform");
        if (!platform.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Platform(text(platform, "os").orElse(""), text(platform, "architecture").orElse(""),
                text(platform, "variant"), text(platform, "os.version"), texts(platform, "os.features")));
    }

    private Map<String, String> annotations(JsonNode node, String where) {
        Map<String, String> annotations = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.path("annotations").properties()) {
            if (!entry.getValue().isTextual()) {
                throw malformed("an annotation of %s is not text".formatted(where));
            }
            annotations.put(entry.getKey(), entry.getValue().textValue());
        }
        return annotations;
    }
}
