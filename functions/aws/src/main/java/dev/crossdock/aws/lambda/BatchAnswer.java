package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Which messages of a batch are to be delivered again; all others are done (ReportBatchItemFailures). */
public final class BatchAnswer {
    private static final JsonMapper JSON = new JsonMapper();

    private BatchAnswer() {}

    /** Writes the ids of the failed. */
    public static void write(List<String> failed, OutputStream to) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode failures = answer.putArray("batchItemFailures");
        failed.forEach(id -> failures.addObject().put("itemIdentifier", id));
        to.write(JSON.writeValueAsBytes(answer));
    }
}
