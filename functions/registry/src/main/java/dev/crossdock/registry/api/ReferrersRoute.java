package dev.crossdock.registry.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.registry.content.Referrers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists what refers to a manifest, as an index (OCI distribution spec, "Listing Referrers"). */
final class ReferrersRoute {
    /** The most referrers that are looked at for one answer. */
    static final int PAGE = 500;
    /** How many bytes of descriptors one answer holds; a single one, which its manifest bounds, may be larger. */
    static final int MAXIMUM_PAGE_BYTES = 4 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final Referrers referrers;

    ReferrersRoute(Referrers referrers) {
        this.referrers = referrers;
    }

    /** A page of descriptors; {@code last} is where the next page begins, where there may be one. */
    private record Listed(List<ObjectNode> descriptors, Optional<String> last) {}

    RegistryResponse answer(Route.ReferrersOf route, RegistryRequest request) throws IOException {
        RegistryApi.onlyGet(request);
        Query query = request.parameters();
        Optional<String> wanted = query.first("artifactType").filter(type -> !type.isEmpty());
        Listed listed = listed(route, wanted, query.first("last").orElse(""));
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType",
                MediaType.OCI_INDEX.text());
        index.putArray("manifests").addAll(listed.descriptors());
        RegistryResponse answer = RegistryResponse.of(200, MediaType.OCI_INDEX.text(), JSON.writeValueAsBytes(index));
        if (wanted.isPresent()) {
            answer = answer.with("OCI-Filters-Applied", "artifactType");
        }
        return listed.last().isEmpty()
                ? answer
                : answer.with("Link", next(route, wanted, listed.last().get()));
    }

    /** One manifest is held at a time: each may be as large as the whole answer. */
    private Listed listed(Route.ReferrersOf route, Optional<String> wanted, String after) throws IOException {
        List<Digest> page = referrers.list(route.repository(), route.subject(), after, PAGE);
        List<ObjectNode> descriptors = new ArrayList<>();
        int bytes = 0;
        String last = after;
        for (Digest referrer : page) {
            Optional<Manifest> manifest = referrers.find(route.repository(), referrer);
            if (manifest.isPresent()) {
                ObjectNode descriptor = descriptor(manifest.get());
                if (wanted.isEmpty() || wanted.get().equals(descriptor.path("artifactType").asText())) {
                    bytes += JSON.writeValueAsBytes(descriptor).length;
                    if (bytes > MAXIMUM_PAGE_BYTES && !descriptors.isEmpty()) {
                        return new Listed(descriptors, Optional.of(last));
                    }
                    descriptors.add(descriptor);
                }
            }
            last = referrer.hex();
        }
        return new Listed(descriptors, page.size() < PAGE ? Optional.empty() : Optional.of(last));
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
