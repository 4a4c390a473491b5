package dev.crossdock.testkit.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** A handler that does as it is told, and says what it sees; it runs in a process of its own. */
public final class Told implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private int calls;

    /** Fails where its variables say so. */
    public Told() {
        if (System.getenv("FAILS") != null) {
            throw new IllegalStateException("told to fail");
        }
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        JsonNode event = JSON.readTree(in);
        calls++;
        System.out.println("told " + event.path("do").asText());
        switch (event.path("do").asText("")) {
            case "throw" -> throw new IllegalArgumentException("told to throw");
            case "exit" -> Runtime.getRuntime().halt(3);
            case "hang" -> hang();
            default -> JSON.writeValue(out, seen(event, context));
        }
    }

    private static void hang() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> seen(JsonNode event, Context context) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("event", event);
        seen.put("calls", calls);
        seen.put("remaining", context.getRemainingTimeInMillis());
        seen.put("function", context.getFunctionName() + " " + context.getMemoryLimitInMB());
        seen.put("arn", context.getInvokedFunctionArn());
        seen.put("requestId", context.getAwsRequestId());
        seen.put("trace", System.getProperty("com.amazonaws.xray.traceHeader"));
        seen.put("variables", new TreeSet<>(System.getenv().keySet()));
        seen.put("options", java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        seen.put("statusCode", 202);
        seen.put("headers", Map.of("X-Seen", "yes"));
        seen.put("body", event.path("rawPath").asText());
        return seen;
    }
}
