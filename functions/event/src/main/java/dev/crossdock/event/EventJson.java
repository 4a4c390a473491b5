package dev.crossdock.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.image.Quoted;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;

/** The JSON of a notification, read strictly and within bounds; what is wrong is told with where it stands. */
final class EventJson {
    private static final int MAXIMUM_NESTING = 32;
    private static final int MAXIMUM_TOKENS = 100_000;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAXIMUM_NESTING).maxTokenCount(MAXIMUM_TOKENS)
                            .maxStringLength(EventReader.MAXIMUM_BODY_BYTES).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private EventJson() {}

    static JsonNode parse(byte[] body) {
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

    static Optional<Instant> time(JsonNode event, String field, String where) {
        return optional(event, field, where, text -> OffsetDateTime.parse(text).toInstant());
    }

    static JsonNode object(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new MalformedEventException("event body: %s: wanted an object".formatted(where));
        }
        return node;
    }

    static <T> T required(JsonNode node, String field, String where, Function<String, T> reader) {
        return optional(node, field, where, reader).orElseThrow(
                () -> new MalformedEventException("event body: %s.%s is missing".formatted(where, field)));
    }

    static <T> Optional<T> optional(JsonNode node, String field, String where, Function<String, T> reader) {
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
