package dev.crossdock.registry.notifications;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/** Writes events as distribution's envelope, version 2 of its JSON (registry/notifications/event.go). */
final class EventEnvelope {
    static final String MEDIA_TYPE = "application/vnd.docker.distribution.events.v2+json";

    private static final JsonMapper JSON = new JsonMapper();

    private final String source;
    private final String instance = UUID.randomUUID().toString();

    /** {@code source} is the address that this registry listens on. */
    EventEnvelope(String source) {
        this.source = source;
    }

    String write(UUID id, Instant time, RegistryEvent event) {
        ObjectNode envelope = JSON.createObjectNode();
        ObjectNode body = envelope.putArray("events").addObject();
        body.put("id", id.toString()).put("timestamp", time.toString()).put("action", event.action());
        target(body.putObject("target"), event);
        RegistryEvent.Cause cause = event.cause();
        body.putObject("request").put("id", id.toString()).put("addr", cause.address()).put("host", cause.host())
                .put("method", cause.method()).put("useragent", cause.userAgent());
        ObjectNode actor = body.putObject("actor");
        if (!cause.actor().isEmpty()) {
            actor.put("name", cause.actor());
        }
        body.putObject("source").put("addr", source).put("instanceID", instance);
        try {
            return JSON.writeValueAsString(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write event " + id, e);
        }
    }

    private static void target(ObjectNode target, RegistryEvent event) {
        String repository = event.repository().name();
        switch (event) {
            case RegistryEvent.Pushed pushed -> {
                String digest = pushed.manifest().digest().toString();
                target.put("mediaType", pushed.manifest().mediaType()).put("digest", digest)
                        .put("size", pushed.manifest().size()).put("length", pushed.manifest().size())
                        .put("repository", repository).put("url", "http://%s/v2/%s/manifests/%s".formatted(
                                pushed.cause().host(), repository, digest));
                pushed.tag().ifPresent(tag -> target.put("tag", tag.name()));
            }
            case RegistryEvent.ManifestDeleted deleted -> target.put("digest", deleted.digest().toString())
                    .put("repository", repository);
            case RegistryEvent.TagDeleted deleted -> target.put("repository", repository)
                    .put("tag", deleted.tag().name());
        }
    }
}
