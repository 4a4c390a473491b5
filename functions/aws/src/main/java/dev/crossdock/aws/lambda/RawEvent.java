package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/** The event of an invocation. */
public final class RawEvent {
    /** More than Lambda ever hands to a function. */
    private static final int MAXIMUM_BYTES = 8 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private RawEvent() {}

    /** Throws IllegalArgumentException for what is no JSON. */
    public static JsonNode read(InputStream event) throws IOException {
        byte[] bytes = event.readNBytes(MAXIMUM_BYTES);
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the event is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
