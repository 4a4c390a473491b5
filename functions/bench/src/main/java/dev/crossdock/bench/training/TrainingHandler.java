package dev.crossdock.bench.training;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** All functions in one process, so that one cache serves them all: hands each event to the handler that it names. */
public final class TrainingHandler implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, RequestStreamHandler> handlers = new LinkedHashMap<>();

    /** {@code {"handler": its class, "event": as text}}; without a handler the process ends, and leaves its cache. */
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        JsonNode read = JSON.readTree(event);
        String name = read.path("handler").asText();
        if (name.isEmpty()) {
            System.exit(0);
        }
        handlers.computeIfAbsent(name, TrainingHandler::made).handleRequest(
                new ByteArrayInputStream(read.path("event").asText().getBytes(StandardCharsets.UTF_8)), answer,
                context);
    }

    private static RequestStreamHandler made(String name) {
        try {
            return Class.forName(name).asSubclass(RequestStreamHandler.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
