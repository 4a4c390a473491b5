package dev.crossdock.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/** The one wiring of a function's process, and how its events are read. */
final class FunctionProcess {
    /** More than Lambda ever hands to a function. */
    private static final int MAXIMUM_EVENT_BYTES = 8 << 20;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Wiring WIRING = new Wiring(System.getenv(), System.out::println);

    private FunctionProcess() {}

    static Wiring wiring() {
        return WIRING;
    }

    /** Throws IllegalArgumentException for what is no JSON. */
    static JsonNode read(InputStream event) throws IOException {
        byte[] bytes = event.readNBytes(MAXIMUM_EVENT_BYTES);
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the event is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
