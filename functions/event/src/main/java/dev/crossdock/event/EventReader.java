package dev.crossdock.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** The door of this room: reads what a sender said, in the sender's dialect. */
public final class EventReader {
    /** The largest body, in bytes; who receives it refuses larger ones before reading them whole. */
    public static final int MAXIMUM_BODY_BYTES = 1 << 20;
    /** The most events in one body; senders put one into each. */
    public static final int MAXIMUM_EVENTS = 1_000;

    private EventReader() {}

    /**
     * The events of one notification, in the sender's order. Throws {@link MalformedEventException} for anything else.
     *
     * @param headers of the request, their names in any case; a body that is no event is told with its Content-Type
     * @param body    as it arrived
     */
    public static List<ImageEvent> read(Map<String, List<String>> headers, byte[] body) {
        if (body.length > MAXIMUM_BODY_BYTES) {
            throw new MalformedEventException(
                    "event body of %d bytes: wanted at most %d".formatted(body.length, MAXIMUM_BODY_BYTES));
        }
        JsonNode root = EventJson.parse(body);
        return EcrNotification.isOne(root)
                ? List.of(EcrNotification.of(root).event())
                : new DistributionEvents(root, contentType(headers)).read();
    }

    private static String contentType(Map<String, List<String>> headers) {
        return headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
                .flatMap(header -> header.getValue().stream()).findFirst().orElse("no Content-Type");
    }
}
