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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook's other end: answers as it is told to, then 200, and keeps what came. */
final class Receiver implements AutoCloseable {
    /** Instead of a status: 200, and then a body that never ends. */
    static final int STALLED = 0;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** One POST, and what it was answered. */
    record Received(Headers headers, JsonNode body, int status) {
        JsonNode event() {
            return body.at("/events/0");
        }
    }

    private Receiver(HttpServer server) {
        this.server = server;
    }

    static Receiver start(Integer... statuses) throws IOException {
        Receiver receiver = new Receiver(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        receiver.statuses.addAll(List.of(statuses));
        receiver.server.createContext("/", receiver::take);
        receiver.server.start();
        return receiver;
    }

    private void take(HttpExchange exchange) throws IOException {
        Integer told = statuses.poll();
        if (told != null && told == STALLED) {
            stall(exchange);
        } else {
            answer(exchange, told == null ? 200 : told);
        }
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            if (status / 100 == 3) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            received.add(new Received(exchange.getRequestHeaders(), body, status));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** The exchange stays open, until the server is stopped or the other side goes. */
    private void stall(HttpExchange exchange) throws IOException {
        received.add(new Received(exchange.getRequestHeaders(), JSON.readTree(exchange.getRequestBody()), STALLED));
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    List<Received> received() {
        return received;
    }

    List<Received> taken() {
        return received.stream().filter(one -> one.status() == 200).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
