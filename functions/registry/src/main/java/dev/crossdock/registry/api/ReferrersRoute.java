package dev.crossdock.registry.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.registry.content.Referrers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lists what refers to a manifest, as an index (OCI distribution spec, "Listing Referrers"). */
final class ReferrersRoute {
    /** The most referrers in one answer, which also bounds its size. */
    static final int PAGE = 500;

    private static final JsonMapper JSON = new JsonMapper();

    private final Referrers referrers;

    ReferrersRoute(Referrers referrers) {
        this.referrers = referrers;
    }

    RegistryResponse answer(Route.ReferrersOf route, RegistryRequest request) throws IOException {
        RegistryApi.onlyGet(request);
        Query query = request.parameters();
        Optional<String> wanted = query.first("artifactType").filter(type -> !type.isEmpty());
        Referrers.Found found = referrers.list(route.repository(), route.subject(), query.first("last").orElse(""),
                PAGE);
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType",
                MediaType.OCI_INDEX.text());
        ArrayNode manifests = index.putArray("manifests");
        for (Manifest manifest : found.manifests()) {
            ObjectNode descriptor = descriptor(manifest);
            if (wanted.isEmpty() || wanted.get().equals(descriptor.path("artifactType").asText())) {
                manifests.add(descriptor);
            }
        }
        RegistryResponse answer = RegistryResponse.of(200, MediaType.OCI_INDEX.text(), JSON.writeValueAsBytes(index));
        if (wanted.isPresent()) {
            answer = answer.with("OCI-Filters-Applied", "artifactType");
        }
        return found.last().isEmpty()
                ? answer
                : answer.with("Link", next(route, wanted, found.last().get()));
    }

    private static String next(Route.ReferrersOf route, Optional<String> wanted, String last) {
        String filter = wanted.map(type -> "&artifactType=" + URLEncoder.encode(type, StandardCharsets.UTF_8))
                .orElse("");
        return "</v2/%s/referrers/%s?last=%s%s>; rel=\"next\"".formatted(route.repository(), route.subject(), last,
                filter);
    }

    /** The artifact type of a manifest is its own, else the type of its configuration; its annotations are copied. */
    private static ObjectNode descriptor(Manifest manifest) throws IOException {
        JsonNode body = JSON.readTree(manifest.raw().bytes());
        ObjectNode descriptor = JSON.createObjectNode().put("mediaType", manifest.mediaType())
                .put("digest", manifest.digest().toString()).put("size", manifest.raw().size());
        String type = body.path("artifactType").asText("");
        if (type.isEmpty() && manifest instanceof Manifest.Image image) {
            type = image.config().mediaType();
        }
        if (!type.isEmpty()) {
            descriptor.put("artifactType", type);
        }
        if (body.path("annotations").isObject()) {
            descriptor.set("annotations", body.get("annotations"));
        }
        return descriptor;
    }
}
