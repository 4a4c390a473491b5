package dev.crossdock.testkit.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The address of a function: each request becomes an event of payload 2.0, its answer a response.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Invoking Lambda function URLs</a>
 */
public final class FunctionUrl implements AutoCloseable {
    private static final int LONGEST_BODY_BYTES = 6 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalFunction function;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Listens on a free loopback port. */
    public FunctionUrl(LocalFunction function) {
        this.function = function;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** {@code http://127.0.0.1:port/}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY_BYTES + 1);
            if (body.length > LONGEST_BODY_BYTES) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            send(exchange, function.invoke(event(exchange, body)).ended());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String event(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        URI uri = exchange.getRequestURI();
        boolean isText = Optional.ofNullable(headers.get("content-type"))
                .filter(type -> type.startsWith("text/") || type.startsWith("application/json")).isPresent();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", uri.getPath());
        event.put("rawQueryString", Optional.ofNullable(uri.getRawQuery()).orElse(""));
        event.put("headers", headers);
        event.put("requestContext", Map.of("requestId", UUID.randomUUID().toString(), "stage", "$default", "timeEpoch",
                System.currentTimeMillis(), "http", Map.of("method", exchange.getRequestMethod(), "path",
                        uri.getPath(), "protocol", "HTTP/1.1", "sourceIp", "127.0.0.1")));
        if (body.length > 0) {
            event.put("body", isText
                    ? new String(body, StandardCharsets.UTF_8)
                    : Base64.getEncoder().encodeToString(body));
        }
        event.put("isBase64Encoded", !isText && body.length > 0);
        return QueuedMessage.text(event);
    }

    /** What is no answer of its shape is a body with 200; what failed is 502. */
    private static void send(HttpExchange exchange, Ended ended) throws IOException {
        if (!(ended instanceof Ended.Answered answered)) {
            exchange.sendResponseHeaders(502, -1);
            return;
        }
        JsonNode answer = JSON.readTree(answered.payload());
        answer.path("headers").properties()
                .forEach(header -> exchange.getResponseHeaders().set(header.getKey(), header.getValue().asText()));
        String text = answer.path("body").asText("");
        byte[] body = answer.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.path("statusCode").asInt(200), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
