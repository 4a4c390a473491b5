package dev.crossdock.event;

import static dev.crossdock.event.EventJson.object;
import static dev.crossdock.event.EventJson.optional;
import static dev.crossdock.event.EventJson.required;
import static dev.crossdock.event.EventJson.time;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The envelope of distribution, v2.8 and v3 ({@code notifications/event.go}), which GitLab's registry sends too. v2.8 omits
 * what it does not know; v3 says {@code ""} and {@code 0}: both are read as absent.
 */
final class DistributionEvents {
    private final JsonNode root;
    private final String contentType;

    DistributionEvents(JsonNode root, String contentType) {
        this.root = root;
        this.contentType = contentType;
    }

    List<ImageEvent> read() {
        JsonNode events = root.path("events");
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

    private static ImageEvent read(JsonNode event, String where) {
        if (!event.isObject()) {
            throw new MalformedEventException("event body: %s is not an object".formatted(where));
        }
        String action = required(event, "action", where, Function.identity());
        JsonNode target = event.path("target");
        String inTarget = where + ".target";
        return switch (action) {
            case "push" -> pushed(object(target, inTarget), inTarget, time(event, "timestamp", where));
            case "delete" -> new ImageEvent.Deleted(required(object(target, inTarget), "repository", inTarget,
                    Repository::new), optional(target, "tag", inTarget, Tag::new),
                    optional(target, "digest", inTarget, Digest::parse), time(event, "timestamp", where));
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
}
