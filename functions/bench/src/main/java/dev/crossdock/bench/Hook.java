package dev.crossdock.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededImage;
import java.io.UncheckedIOException;
import java.util.Map;

/** What a function's address makes of a notification of distribution's. */
final class Hook {
    static final String TOKEN = "bench-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Hook() {}

    static String pushed(SeededImage image, String repository, String tag) {
        return pushed(image.manifest().mediaType(), image.manifest().digest(), repository, tag);
    }

    static String pushed(String mediaType, String digest, String repository, String tag) {
        return text(Map.of("version", "2.0", "rawPath", "/hooks/edge", "body", body(mediaType, digest, repository, tag),
                "isBase64Encoded", false, "requestContext",
                Map.of("http", Map.of("method", "POST", "path", "/hooks/edge")), "headers",
                Map.of("authorization", "Bearer " + TOKEN, "content-type",
                        "application/vnd.docker.distribution.events.v1+json")));
    }

    /** As distribution sends it. */
    static String body(String mediaType, String digest, String repository, String tag) {
        return text(Map.of("events", java.util.List.of(Map.of("id", "e-" + tag, "timestamp",
                "2026-11-21T04:56:25.6Z", "action", "push", "target", Map.of("mediaType", mediaType, "digest", digest,
                        "repository", repository, "tag", tag),
                "actor", Map.of()))));
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
