package dev.crossdock.event;

import java.util.List;
import java.util.Map;

/** The door of this room: finds the sender's dialect and reads it. */
public final class EventReader {
    /** The largest body, in bytes; who receives it refuses larger ones before reading them whole. */
    public static final int MAXIMUM_BODY_BYTES = 1 << 20;
    /** The most events in one body; senders put one into each. */
    public static final int MAXIMUM_EVENTS = 1_000;

    private EventReader() {}

    /**
     * The events of one notification, in the sender's order. Throws {@link MalformedEventException} for anything else.
     *
     * @param headers of the request, their names in any case; they choose the dialect where senders differ by them
     * @param body    as it arrived
     */
    public static List<ImageEvent> read(Map<String, List<String>> headers, byte[] body) {
        if (body.length > MAXIMUM_BODY_BYTES) {
            throw new MalformedEventException(
                    "event body of %d bytes: wanted at most %d".formatted(body.length, MAXIMUM_BODY_BYTES));
        }
        return new DistributionEvents(body).read();
    }
}
