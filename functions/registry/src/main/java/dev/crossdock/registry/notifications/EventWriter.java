package dev.crossdock.registry.notifications;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Tag;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes an event as distribution 3 does (registry/notifications/event.go): with an empty media type, digest and size where
 * they are not known, and without the fields that Go omits.
 */
final class EventWriter {
    /** The most references that are listed: 100 tags of one manifest are 100 events. */
    static final int MAXIMUM_REFERENCES = 200;

    private static final JsonMapper JSON = new JsonMapper();

    private final String source;
    private final boolean includeReferences;
    private final String instance = UUID.randomUUID().toString();

    /** {@code source} is the address that this registry listens on. */
    EventWriter(String source, boolean includeReferences) {
        this.source = source;
        this.includeReferences = includeReferences;
    }

    String write(UUID id, Instant time, RegistryEvent event) {
        EventFacts facts = EventFacts.of(event);
        ObjectNode body = JSON.createObjectNode().put("id", id.toString()).put("timestamp", time.toString())
                .put("action", facts.action());
        target(body.putObject("target"), event, facts);
        RegistryEvent.Cause cause = event.cause();
        body.putObject("request").put("id", id.toString()).put("addr", cause.address()).put("host", cause.host())
                .put("method", cause.method()).put("useragent", cause.userAgent());
        ObjectNode actor = body.putObject("actor");
        if (!cause.actor().isEmpty()) {
            actor.put("name", cause.actor());
        }
        body.putObject("source").put("addr", source).put("instanceID", instance);
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write event " + id, e);
        }
    }

    private void target(ObjectNode target, RegistryEvent event, EventFacts facts) {
        String digest = facts.change().digest().map(Digest::toString).orElse("");
        target.put("mediaType", facts.mediaType()).put("digest", digest).put("size", facts.size());
        if (facts.size() > 0) {
            target.put("length", facts.size());
        }
        target.put("repository", event.repository().name());
        facts.source().ifPresent(source -> target.put("fromRepository", source.name()));
        if (!facts.action().equals("delete")) {
            target.put("url", "%s/v2/%s/%s/%s".formatted(event.cause().base(), event.repository(),
                    facts.kinds().contains(EndpointSettings.Kind.BLOB) ? "blobs" : "manifests", digest));
        }
        facts.change().tag().map(Tag::name).ifPresent(tag -> target.put("tag", tag));
        if (includeReferences && event instanceof RegistryEvent.Pushed pushed) {
            references(target, pushed.manifest());
        }
    }

    private static void references(ObjectNode target, Manifest manifest) {
        ArrayNode references = target.putArray("references");
        Stream.concat(manifest.blobs().stream(), manifest.children().stream()).limit(MAXIMUM_REFERENCES)
                .forEach(reference -> reference(references.addObject(), reference));
    }

    private static void reference(ObjectNode node, Descriptor reference) {
        node.put("mediaType", reference.mediaType()).put("digest", reference.digest().toString()).put("size",
                reference.size());
    }
}
