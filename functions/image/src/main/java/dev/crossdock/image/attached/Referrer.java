package dev.crossdock.image.attached;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Manifest;

/**
 * A manifest that refers to another one by its {@code subject}.
 *
 * @param descriptor   of the manifest
 * @param artifactType what it is; empty text where nobody said
 */
public record Referrer(Descriptor descriptor, String artifactType) {
    /** As the manifest says itself: its artifact type, or else the type of its configuration (OCI image spec). */
    public static Referrer of(Manifest manifest) {
        JsonNode body = ReferrerIndex.json(manifest.raw());
        String named = body.path("artifactType").asText("");
        return new Referrer(manifest.descriptor(), switch (manifest) {
            case Manifest.Image image -> named.isEmpty() ? image.config().mediaType() : named;
            case Manifest.Index _ -> named;
        });
    }
}
