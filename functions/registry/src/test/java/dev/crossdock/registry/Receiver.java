package dev.crossdock.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A webhook's other end: answers as it is told to, then 200, and keeps what came. */
public final class Receiver implements AutoCloseable {
    /** Instead of a status: 200, and then a body that never ends. */
    public static final int STALLED = 0;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Function<JsonNode, Integer> rule = event -> 200;
    private volatile String retryAfter = "";

    /** One POST, and what it was answered. */
    public record Received(Headers headers, JsonNode body, int status, String text) {
        /** The one event of distribution's envelope. */
        public JsonNode event() {
            return body.at("/events/0");
        }

        /** The value of a header that came once. */
        public String header(String name) {
            return String.join(" and ", headers.getOrDefault(name, List.of()));
        }
    }

    private Receiver(HttpServer server) {
        this.server = server;
    }

    /** On a free port; answers with these statuses first. */
    public static Receiver start(Integer... statuses) throws IOException {
        return at(0, statuses);
    }

    /** On this port, where another one stood before. */
    public static Receiver at(int port, Integer... statuses) throws IOException {
        Receiver receiver = new Receiver(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        receiver.server.setExecutor(receiver.threads);
        receiver.statuses.addAll(List.of(statuses));
        receiver.server.createContext("/", receiver::take);
        receiver.server.start();
        return receiver;
    }

    /** What answers once the scripted statuses are used up. */
    public Receiver by(Function<JsonNode, Integer> answer) {
        rule = answer;
        return this;
    }

    /** Sent along with every answer that is none of 2xx. */
    public Receiver retryAfter(String value) {
        retryAfter = value;
        return this;
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        JsonNode body = JSON.readTree(bytes);
        Integer told = statuses.poll();
        int status = told == null ? rule.apply(body.at("/events/0")) : told;
        received.add(
                new Received(exchange.getRequestHeaders(), body, status, new String(bytes, StandardCharsets.UTF_8)));
        if (status == STALLED) {
            stall(exchange);
        } else {
            answer(exchange, status);
        }
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            if (status / 100 == 3) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            if (status / 100 != 2 && !retryAfter.isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** The exchange stays open, until the server is stopped or the other side goes. */
    private static void stall(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
    }

    /** Where it takes POSTs. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** All that came. */
    public List<Received> received() {
        return received;
    }

    /** What was answered with 200. */
    public List<Received> taken() {
        return received.stream().filter(one -> one.status() == 200).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
