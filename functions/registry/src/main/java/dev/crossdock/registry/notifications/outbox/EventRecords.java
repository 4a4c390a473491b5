package dev.crossdock.registry.notifications.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** How events, and what is known of them, are written as JSON objects; a later version reads what this one wrote. */
final class EventRecords {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int VERSION = 1;

    private EventRecords() {}

    static ObjectNode object() {
        return JSON.createObjectNode().put("version", VERSION);
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write an outbox record", e);
        }
    }

    /** Throws StorageException, naming the place, for what is no record of ours, or of a later version. */
    static <T> T read(StoragePath path, byte[] bytes, Function<JsonNode, T> reader) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node == null || node.path("version").asInt() != VERSION) {
                throw new StorageException("read outbox record %s: wanted a JSON object of version %d".formatted(path,
                        VERSION));
            }
            return reader.apply(node);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new StorageException("read outbox record %s: %s".formatted(path, e.getClass().getSimpleName()), e);
        }
    }

    static void write(ObjectNode node, OutboxEvent event) {
        Change change = event.change();
        node.put("id", event.id().toString()).put("queued", event.queued().toString())
                .put("kind", change.kind().name()).put("repository", change.repository().name());
        change.tag().ifPresent(tag -> node.put("tag", tag.name()));
        change.digest().ifPresent(digest -> node.put("digest", digest.toString()));
        event.endpoints().forEach(node.putArray("endpoints")::add);
        node.put("body", event.body());
    }

    static OutboxEvent event(JsonNode node) {
        List<String> endpoints = new ArrayList<>();
        node.path("endpoints").forEach(endpoint -> endpoints.add(endpoint.asText()));
        Change change = new Change(Change.Kind.valueOf(node.path("kind").asText()),
                new Repository(node.path("repository").asText()), optional(node, "tag").map(Tag::new),
                optional(node, "digest").map(Digest::parse));
        return new OutboxEvent(UUID.fromString(node.path("id").asText()), Instant.parse(node.path("queued").asText()),
                change, endpoints, node.path("body").asText());
    }

    private static Optional<String> optional(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.path(field).asText()) : Optional.empty();
    }
}
