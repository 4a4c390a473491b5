package dev.crossdock.aws.state;

import dev.crossdock.replication.Step;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message as SQS hands it out, by a poll or in a function's event.
 *
 * @param step              whose queue it came from
 * @param messageId         of SQS; another one for each message that we send, the same for each delivery of it
 * @param receipt           SQS's receipt handle
 * @param attributes        of SQS: {@code ApproximateReceiveCount}, {@code SentTimestamp}
 * @param messageAttributes ours, as text
 */
public record Delivery(Step step, String messageId, String receipt, String body, Map<String, String> attributes,
        Map<String, String> messageAttributes) {
    /** Copies the maps in. */
    public Delivery {
        attributes = Map.copyOf(attributes);
        messageAttributes = Map.copyOf(messageAttributes);
    }

    /** The trace that the sender was part of (W3C). */
    public Optional<String> traceparent() {
        return attribute(Envelope.TRACEPARENT);
    }

    /** Since when it waits for a configuration that can be used, if it does. */
    public Optional<Instant> heldSince() {
        return attribute(Envelope.HELD_SINCE).filter(text -> text.matches("[0-9]{1,15}")).map(Long::parseLong)
                .map(Instant::ofEpochMilli);
    }

    Optional<String> attribute(String name) {
        return Optional.ofNullable(messageAttributes.get(name));
    }

    int receiveCount() {
        return Integer.parseInt(attributes.getOrDefault("ApproximateReceiveCount", "1"));
    }

    long sentTimestamp() {
        return Long.parseLong(attributes.getOrDefault("SentTimestamp", "0"));
    }

    @Override
    public String toString() {
        return "%s message %s".formatted(step, messageId);
    }
}
