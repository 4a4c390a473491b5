package dev.crossdock.registry.notifications.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The shape of a body. The outbox keeps one event of distribution's, as JSON; each format wraps it. */
public enum Format {
    /** Distribution's envelope, version 2 of its JSON (registry/notifications/event.go), with one event. */
    DISTRIBUTION("application/vnd.docker.distribution.events.v2+json") {
        @Override
        byte[] body(byte[] event) {
            byte[] head = "{\"events\":[".getBytes(StandardCharsets.US_ASCII);
            byte[] tail = "]}".getBytes(StandardCharsets.US_ASCII);
            byte[] body = new byte[head.length + event.length + tail.length];
            System.arraycopy(head, 0, body, 0, head.length);
            System.arraycopy(event, 0, body, head.length, event.length);
            System.arraycopy(tail, 0, body, head.length + event.length, tail.length);
            return body;
        }
    },
    /** CloudEvents 1.0 in structured mode, the event of distribution being its data. */
    CLOUDEVENTS("application/cloudevents+json") {
        @Override
        byte[] body(byte[] event) throws IOException {
            JsonNode told = JSON.readTree(event);
            ObjectNode body = JSON.createObjectNode().put("specversion", "1.0").put("id", told.path("id").asText())
                    .put("source", "/crossdock/" + told.at("/source/instanceID").asText())
                    .put("type", "dev.crossdock.registry." + told.path("action").asText())
                    .put("subject", subject(told.path("target"))).put("time", told.path("timestamp").asText())
                    .put("datacontenttype", "application/json");
            body.set("data", told);
            return JSON.writeValueAsBytes(body);
        }
    };

    private static final JsonMapper JSON = new JsonMapper();

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /** What the body's Content-Type says. */
    public String mediaType() {
        return mediaType;
    }

    abstract byte[] body(byte[] event) throws IOException;

    private static String subject(JsonNode target) {
        String repository = target.path("repository").asText();
        if (target.has("tag")) {
            return repository + ":" + target.path("tag").asText();
        }
        return target.path("digest").asText().isEmpty()
                ? repository
                : repository + "@" + target.path("digest").asText();
    }
}
