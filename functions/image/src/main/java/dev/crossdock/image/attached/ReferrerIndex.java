package dev.crossdock.image.attached;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An index as a list of referrers: as the referrers API answers, and as it stands under the fallback tag (OCI
 * distribution spec, "Referrers Tag Schema"). The one manifest that crossdock writes itself, for it is a registry's
 * table, kept by clients.
 */
public final class ReferrerIndex {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReferrerIndex() {}

    /** The referrers it lists. Throws {@link MalformedManifestException} where the manifest is no index. */
    public static List<Referrer> read(RawManifest raw) {
        List<Descriptor> descriptors = index(raw).entries();
        JsonNode entries = json(raw).path("manifests");
        List<Referrer> referrers = new ArrayList<>(descriptors.size());
        for (int i = 0; i < descriptors.size(); i++) {
            referrers.add(new Referrer(descriptors.get(i), entries.path(i).path("artifactType").asText("")));
        }
        return List.copyOf(referrers);
    }

    /**
     * What stands, untouched and in its order, and after it the referrers that it does not list yet; the same bytes where
     * there are none. Throws {@link MalformedManifestException} where what stands is no index, IllegalArgumentException
     * where the list would be larger than a manifest may be.
     */
    public static RawManifest merge(Optional<RawManifest> standing, Collection<Manifest> referrers) {
        Set<Digest> listed = new HashSet<>();
        standing.ifPresent(raw -> index(raw).entries().forEach(entry -> listed.add(entry.digest())));
        ObjectNode body = standing.map(ReferrerIndex::object).orElseGet(ReferrerIndex::empty);
        ArrayNode entries = body.withArray("/manifests");
        int before = entries.size();
        for (Manifest referrer : referrers) {
            if (listed.add(referrer.digest())) {
                entries.add(entry(referrer));
            }
        }
        return standing.isPresent() && entries.size() == before ? standing.get() : written(body, standing);
    }

    /** Only those of its entries that are to be kept. */
    public static RawManifest keep(RawManifest raw, Predicate<Digest> kept) {
        List<Descriptor> descriptors = index(raw).entries();
        ObjectNode body = object(raw);
        ArrayNode entries = body.withArray("/manifests");
        for (int i = descriptors.size() - 1; i >= 0; i--) {
            if (!kept.test(descriptors.get(i).digest())) {
                entries.remove(i);
            }
        }
        return written(body, Optional.of(raw));
    }

    private static ObjectNode empty() {
        return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX.text());
    }

    private static ObjectNode entry(Manifest referrer) {
        ObjectNode entry = JSON.createObjectNode().put("mediaType", referrer.mediaType())
                .put("digest", referrer.digest().toString()).put("size", referrer.raw().size());
        String type = Referrer.of(referrer).artifactType();
        if (!type.isEmpty()) {
            entry.put("artifactType", type);
        }
        JsonNode annotations = json(referrer.raw()).path("annotations");
        if (annotations.isObject()) {
            entry.set("annotations", annotations);
        }
        return entry;
    }

    private static Manifest.Index index(RawManifest raw) {
        return switch (Manifest.parse(raw)) {
            case Manifest.Index index -> index;
            case Manifest.Image image -> throw new MalformedManifestException(
                    "manifest %s: %s, wanted an index of referrers".formatted(raw.digest(), image.mediaType()));
        };
    }

    private static ObjectNode object(RawManifest raw) {
        return switch (json(raw)) {
            case ObjectNode object -> object;
            default -> throw new MalformedManifestException("manifest %s: no JSON object".formatted(raw.digest()));
        };
    }

    /** The JSON of a manifest that was parsed before. */
    static JsonNode json(RawManifest raw) {
        try {
            return JSON.readTree(raw.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawManifest written(ObjectNode body, Optional<RawManifest> standing) {
        try {
            return RawManifest.of(standing.map(RawManifest::mediaType).orElseGet(MediaType.OCI_INDEX::text),
                    JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
