package dev.crossdock.testkit.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;

/**
 * Lambda's Runtime API for one environment: its process asks for the next invocation and says how it ended.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime/";
    /** Lambda takes six megabytes of answer. */
    private static final int LONGEST_BODY_BYTES = 6 << 20;
    private static final int ACCEPTED = 202;

    /** One call of the function, and how it will have ended. */
    record Invocation(String id, String payload, String arn, long deadlineMillis, CompletableFuture<Ended> ended) {
        static Invocation of(String payload, String arn, long deadlineMillis) {
            return new Invocation(UUID.randomUUID().toString(), payload, arn, deadlineMillis,
                    new CompletableFuture<>());
        }

        /** A trace id as X-Ray's; its root is the request's own. */
        String trace() {
            String hex = id.replace("-", "");
            return "Root=1-%s-%s;Parent=%s;Sampled=0".formatted(hex.substring(0, 8), hex.substring(8),
                    hex.substring(0, 16));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SynchronousQueue<Invocation> handedOver = new SynchronousQueue<>();
    private final ConcurrentMap<String, Invocation> underWay = new ConcurrentHashMap<>();
    private final CompletableFuture<Optional<Ended>> started = new CompletableFuture<>();

    RuntimeApi() {
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(ROOT, this::answer);
        server.start();
    }

    /** {@code 127.0.0.1:port}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Once the process asks for its first invocation: nothing; or how its start failed. */
    CompletableFuture<Optional<Ended>> started() {
        return started;
    }

    /** Waits until the process takes it. */
    void handOver(Invocation invocation) throws InterruptedException {
        underWay.put(invocation.id(), invocation);
        handedOver.put(invocation);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(ROOT.length());
            if (path.equals("invocation/next")) {
                next(exchange);
            } else {
                byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY_BYTES + 1);
                send(exchange, take(path.split("/", -1), body), "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        started.complete(Optional.empty());
        Invocation invocation = handedOver.take();
        var headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadlineMillis()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", invocation.arn());
        headers.set("Lambda-Runtime-Trace-Id", invocation.trace());
        send(exchange, 200, invocation.payload().getBytes(StandardCharsets.UTF_8));
    }

    /** {@code invocation/ID/response}, {@code invocation/ID/error} and {@code init/error}. */
    private int take(String[] path, byte[] body) {
        String verb = path[path.length - 1];
        if (path[0].equals("init")) {
            started.complete(Optional.of(failed(body)));
            return ACCEPTED;
        }
        Invocation invocation = path.length == 3 ? underWay.remove(path[1]) : null;
        if (invocation == null || !(verb.equals("response") || verb.equals("error"))) {
            return 404;
        }
        if (body.length > LONGEST_BODY_BYTES) {
            invocation.ended().complete(new Ended.Failed("{\"errorType\":\"Function.ResponseSizeTooLarge\"}"));
            return 413;
        }
        invocation.ended().complete(verb.equals("response") ? Ended.answered(body) : failed(body));
        return ACCEPTED;
    }

    private static Ended failed(byte[] body) {
        return new Ended.Failed(new String(body, StandardCharsets.UTF_8));
    }

    /** With a content type always: AWS's own client (2.9.0) crashes in native code where there is none. */
    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
