package dev.crossdock.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The envelope of distribution, v2.8 and v3 ({@code notifications/event.go}), which GitLab's registry sends too. v2.8 omits
 * what it does not know; v3 says {@code ""} and {@code 0}: both are read as absent.
 */
final class DistributionEvents {
    private static final int MAXIMUM_NESTING = 32;
    private static final int MAXIMUM_TOKENS = 100_000;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAXIMUM_NESTING).maxTokenCount(MAXIMUM_TOKENS)
                            .maxStringLength(EventReader.MAXIMUM_BODY_BYTES).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final byte[] body;
    private final String contentType;

    DistributionEvents(byte[] body, String contentType) {
        this.body = body;
        this.contentType = contentType;
    }

    List<ImageEvent> read() {
        JsonNode events = parse().path("events");
        if (!events.isArray()) {
            throw new MalformedEventException(
                    "event body (%s): wanted an object with a list \"events\", as distribution sends it"
                            .formatted(Quoted.capped(contentType)));
        }
        if (events.size() > EventReader.MAXIMUM_EVENTS) {
            throw new MalformedEventException(
                    "event body: %d events, wanted at most %d".formatted(events.size(), EventReader.MAXIMUM_EVENTS));
        }
        List<ImageEvent> read = new ArrayList<>();
        for (JsonNode event : events) {
            read.add(read(event, "events[%d]".formatted(read.size())));
        }
        return List.copyOf(read);
    }

    private JsonNode parse() {
        try {
            JsonNode root = JSON.readTree(body);
            return root == null ? JSON.missingNode() : root;
        } catch (JsonProcessingException e) {
            throw new MalformedEventException("event body: not JSON: %s (line %d, column %d)".formatted(
                    Quoted.capped(withoutMarker(e.getOriginalMessage())),
                    e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                    e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new MalformedEventException("event body: not JSON: " + Quoted.capped(String.valueOf(e.getMessage())));
        }
    }

    /** Jackson tells where an open bracket began, in words that quote its own settings; the place is told already. */
    private static String withoutMarker(String message) {
        int marker = message.indexOf(" (start marker at ");
        return marker < 0 ? message : message.substring(0, marker);
    }

    private static ImageEvent read(JsonNode event, String where) {
        if (!event.isObject()) {
            throw new MalformedEventException("event body: %s is not an object".formatted(where));
        }
        String action = required(event, "action", where, Function.identity());
        JsonNode target = event.path("target");
        String inTarget = where + ".target";
        return switch (action) {
            case "push" -> pushed(object(target, inTarget), inTarget, at(event, where));
            case "delete" -> new ImageEvent.Deleted(required(object(target, inTarget), "repository", inTarget,
                    Repository::new), optional(target, "tag", inTarget, Tag::new),
                    optional(target, "digest", inTarget, Digest::parse), at(event, where));
            default -> new ImageEvent.Unrelated("action " + Quoted.capped(action));
        };
    }

    private static ImageEvent pushed(JsonNode target, String where, Optional<Instant> at) {
        String mediaType = optional(target, "mediaType", where, Function.identity()).orElse("");
        if (!MediaType.isManifest(mediaType)) {
            return new ImageEvent.Unrelated(
                    "push of " + (mediaType.isEmpty() ? "no media type" : Quoted.capped(mediaType)));
        }
        return new ImageEvent.Pushed(required(target, "repository", where, Repository::new),
                optional(target, "tag", where, Tag::new), required(target, "digest", where, Digest::parse),
                MediaType.withoutParameters(mediaType), at);
    }

    private static Optional<Instant> at(JsonNode event, String where) {
        return optional(event, "timestamp", where, text -> OffsetDateTime.parse(text).toInstant());
    }

    private static JsonNode object(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new MalformedEventException("event body: %s: wanted an object".formatted(where));
        }
        return node;
    }

    private static <T> T required(JsonNode node, String field, String where, Function<String, T> reader) {
        return optional(node, field, where, reader).orElseThrow(
                () -> new MalformedEventException("event body: %s.%s is missing".formatted(where, field)));
    }

    private static <T> Optional<T> optional(JsonNode node, String field, String where, Function<String, T> reader) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new MalformedEventException("event body: %s.%s: wanted text".formatted(where, field));
        }
        try {
            return value.textValue().isEmpty() ? Optional.empty() : Optional.of(reader.apply(value.textValue()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException(
                    "event body: %s.%s: %s".formatted(where, field, Quoted.capped(String.valueOf(e.getMessage()))));
        }
    }
}
