package dev.crossdock.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;

/** What Lambda makes of a batch of messages. */
final class QueueEvent {
    private static final JsonMapper JSON = new JsonMapper();

    private QueueEvent() {}

    static String of(List<Message> batch) {
        ObjectNode event = JSON.createObjectNode();
        var records = event.putArray("Records");
        for (Message message : batch) {
            ObjectNode one = records.addObject().put("messageId", message.messageId())
                    .put("receiptHandle", message.receiptHandle()).put("body", message.body())
                    .put("eventSource", "aws:sqs");
            ObjectNode attributes = one.putObject("attributes");
            message.attributes().forEach((name, value) -> attributes.put(name.toString(), value));
            ObjectNode properties = one.putObject("messageAttributes");
            message.messageAttributes().forEach((name, value) -> properties.putObject(name)
                    .put("stringValue", value.stringValue()).put("dataType", value.dataType()));
        }
        return event.toString();
    }
}
