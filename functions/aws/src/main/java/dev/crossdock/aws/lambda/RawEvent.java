package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.replication.Step;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The event of an invocation. */
public final class RawEvent {
    /** More than Lambda ever hands to a function. */
    private static final int MAXIMUM_BYTES = 8 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode root;

    private RawEvent(JsonNode root) {
        this.root = root;
    }

    /** Throws IllegalArgumentException for what is no JSON. */
    public static RawEvent read(InputStream event) throws IOException {
        byte[] bytes = event.readNBytes(MAXIMUM_BYTES);
        try {
            return new RawEvent(JSON.readTree(bytes));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the event is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether a queue delivered it. */
    public boolean isBatch() {
        return Batch.isOne(root);
    }

    /** What the step's queue delivered, in its order. */
    public List<Delivery> deliveries(Step step) {
        return Batch.read(root, step);
    }

    /** The request to a function's address. Throws IllegalArgumentException where it is none. */
    public HttpCall call() {
        return HttpCall.of(root);
    }

    /** As JSON. */
    @Override
    public String toString() {
        return root.toString();
    }
}
