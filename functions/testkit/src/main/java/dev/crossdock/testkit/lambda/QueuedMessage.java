package dev.crossdock.testkit.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A message of a queue as Lambda hands it to a function.
 *
 * @param attributes        SQS's own
 * @param messageAttributes the sender's, all of them text
 */
public record QueuedMessage(String messageId, String receiptHandle, String body, String md5OfBody,
        Map<String, String> attributes, Map<String, String> messageAttributes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies its maps in. */
    public QueuedMessage {
        attributes = Map.copyOf(attributes);
        messageAttributes = Map.copyOf(messageAttributes);
    }

    /** The event of a batch from the queue with this ARN. */
    public static String event(List<QueuedMessage> batch, String queueArn) {
        ObjectNode event = JSON.createObjectNode();
        var records = event.putArray("Records");
        for (QueuedMessage message : batch) {
            ObjectNode each = records.addObject().put("messageId", message.messageId)
                    .put("receiptHandle", message.receiptHandle).put("body", message.body);
            ObjectNode attributes = each.putObject("attributes");
            message.attributes.forEach(attributes::put);
            ObjectNode theirs = each.putObject("messageAttributes");
            message.messageAttributes.forEach((name, value) -> {
                ObjectNode attribute = theirs.putObject(name).put("stringValue", value);
                attribute.putArray("stringListValues");
                attribute.putArray("binaryListValues");
                attribute.put("dataType", "String");
            });
            each.put("md5OfBody", message.md5OfBody).put("eventSource", "aws:sqs").put("eventSourceARN", queueArn)
                    .put("awsRegion", region(queueArn));
        }
        return event.toString();
    }

    private static String region(String arn) {
        return arn.split(":", -1)[3];
    }

    /**
     * The ids of those that the function did not finish, as Lambda reads its answer: all where the answer names an
     * unknown or an empty one, or cannot be read; none where it says nothing.
     */
    public static Set<String> unfinished(List<QueuedMessage> batch, Ended ended) {
        Set<String> all = batch.stream().map(QueuedMessage::messageId).collect(Collectors.toSet());
        return switch (ended) {
            case Ended.Answered answered -> failures(answered.payload())
                    .filter(all::containsAll).orElse(all);
            case Ended.Failed _,Ended.TimedOut _,Ended.Exited _ -> all;
        };
    }

    private static Optional<Set<String>> failures(String payload) {
        try {
            JsonNode answer = JSON.readTree(payload);
            return Optional.of(StreamSupport.stream(answer.path("batchItemFailures").spliterator(), false)
                    .map(failure -> failure.path("itemIdentifier").asText("")).collect(Collectors.toSet()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
