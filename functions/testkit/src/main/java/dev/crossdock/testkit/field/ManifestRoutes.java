package dev.crossdock.testkit.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.field.FieldResponse.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests, tags, referrers and the catalog. */
final class ManifestRoutes {
    private static final int MAXIMUM_MANIFEST_BYTES = 4 << 20;
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Content content;

    ManifestRoutes(Content content) {
        this.content = content;
    }

    Optional<FieldResponse> answer(FieldRequest request) throws IOException {
        return switch (request.method()) {
            case "GET", "HEAD" -> Optional.of(get(request.route()));
            case "PUT" -> Optional.of(put(request));
            case "DELETE" -> Optional.of(FieldResponse
                    .of(content.deleteManifest(request.route().repository(), request.route().reference()) ? 202 : 404));
            default -> Optional.empty();
        };
    }

    private FieldResponse get(Route route) {
        return content.manifest(route.repository(), route.reference())
                .map(manifest -> FieldResponse.of(200).with("Content-Type", manifest.mediaType())
                        .with("Docker-Content-Digest", manifest.digest())
                        .withBody(new Slice(manifest.bytes(), 0, manifest.bytes().length)))
                .orElseGet(() -> FieldResponse.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
    }

    private FieldResponse put(FieldRequest request) throws IOException {
        Route route = request.route();
        byte[] bytes = request.body().readNBytes(MAXIMUM_MANIFEST_BYTES + 1);
        if (bytes.length > MAXIMUM_MANIFEST_BYTES) {
            return FieldResponse.error(413, "SIZE_INVALID", "manifest too large").with("Connection", "close");
        }
        boolean byDigest = Content.isDigest(route.reference());
        String algorithm = byDigest ? route.reference().replaceFirst(":.*", "") : "sha256";
        SeededBlob manifest = new SeededBlob(request.header("Content-Type").orElse(""), bytes,
                SeededBlob.digest(algorithm, bytes));
        if (byDigest && !manifest.digest().equals(route.reference())) {
            return FieldResponse.error(400, "DIGEST_INVALID", "these bytes are " + manifest.digest());
        }
        JsonNode body = Content.read(manifest);
        if (!body.has("schemaVersion") || !body.path("mediaType").asText(manifest.mediaType())
                .equals(manifest.mediaType())) {
            return FieldResponse.error(400, "MANIFEST_INVALID", "no manifest of type " + manifest.mediaType());
        }
        List<String> missing = content.missing(route.repository(), manifest);
        if (!missing.isEmpty()) {
            return FieldResponse.error(400, "MANIFEST_BLOB_UNKNOWN", "unknown: " + missing);
        }
        content.putManifest(route.repository(), manifest, route.reference());
        FieldResponse stored = FieldResponse.of(201)
                .with("Location", "/v2/%s/manifests/%s".formatted(route.repository(), manifest.digest()))
                .with("Docker-Content-Digest", manifest.digest());
        String subject = body.path("subject").path("digest").asText();
        return subject.isEmpty() ? stored : stored.with("OCI-Subject", subject);
    }

    FieldResponse tags(FieldRequest request) {
        String repository = request.route().repository();
        return content.repositories().contains(repository)
                ? json("application/json", Map.of("name", repository, "tags", content.tags(repository)))
                : FieldResponse.error(404, "NAME_UNKNOWN", "repository name not known to registry");
    }

    FieldResponse catalog() {
        return json("application/json", Map.of("repositories", content.repositories()));
    }

    FieldResponse referrers(FieldRequest request) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", INDEX);
        index.put("manifests", content.referrers(request.route().repository(), request.route().reference()));
        return json(INDEX, index);
    }

    private static FieldResponse json(String type, Map<String, Object> body) {
        try {
            return FieldResponse.of(200).with("Content-Type", type).withBody(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
