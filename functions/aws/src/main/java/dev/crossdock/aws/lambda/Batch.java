package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.replication.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The deliveries of a queue, as a function's event has them. */
final class Batch {
    private Batch() {}

    /** Whether the event is one of a queue. */
    static boolean isOne(JsonNode event) {
        return event.path("Records").isArray();
    }

    /** The deliveries, in their order. */
    static List<Delivery> read(JsonNode event, Step step) {
        List<Delivery> batch = new ArrayList<>();
        for (JsonNode each : event.path("Records")) {
            batch.add(new Delivery(step, each.path("messageId").asText(), each.path("receiptHandle").asText(),
                    each.path("body").asText(), texts(each.path("attributes"), ""),
                    texts(each.path("messageAttributes"), "stringValue")));
        }
        return batch;
    }

    private static Map<String, String> texts(JsonNode object, String within) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            JsonNode value = within.isEmpty() ? entry.getValue() : entry.getValue().path(within);
            if (value.isTextual()) {
                texts.put(entry.getKey(), value.textValue());
            }
        });
        return texts;
    }
}
