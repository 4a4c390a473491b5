package dev.crossdock.proof.lambda.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crossdock.proof.template.Call;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.TemplatePermissions;
import dev.crossdock.testkit.lambda.Prices;
import dev.crossdock.testkit.lambda.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** AWS as one function sees it, on a loopback port of its own: so nobody has to say who asks. */
public final class Gateway implements AutoCloseable {
    private static final int LONGEST_BODY_BYTES = 16 << 20;
    private static final int MOST_CALLS = 1_000_000;
    private static final int FORBIDDEN = 403;

    private final String function;
    private final Template template;
    private final Places places;
    private final HttpServer server;
    private final Onward onward = new Onward();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Call> calls = new ArrayList<>();
    private Usage usage = Usage.NONE;

    /** Of the function with this logical id in the template. */
    public Gateway(String function, Template template, Places places) {
        this.function = function;
        this.template = template;
        this.places = places;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::exchange);
        server.start();
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What the function asked for so far, whether it was allowed or not. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** What AWS would count of it; what was not allowed included. */
    public synchronized Usage usage() {
        return usage;
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            WireRequest request = new WireRequest(exchange.getRequestMethod(), exchange.getRequestURI(),
                    exchange.getRequestHeaders(), exchange.getRequestBody().readNBytes(LONGEST_BODY_BYTES));
            WireResponse response = answer(request);
            response.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
            exchange.sendResponseHeaders(response.status(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            System.err.println("gateway of " + function + ": " + e);
            throw e;
        }
    }

    private WireResponse answer(WireRequest request) throws IOException, InterruptedException {
        Call call = request.call();
        note(request, call);
        Optional<String> refusal = TemplatePermissions.refused(template, Map.of(function, List.of(call))).stream()
                .findFirst();
        if (refusal.isPresent()) {
            return WireResponse.error(request, FORBIDDEN,
                    request.api() == WireRequest.Api.S3 ? "AccessDenied" : "AccessDeniedException",
                    "the role of %s allows no %s:%s".formatted(function, call.service(), call.operation()));
        }
        return switch (request.api()) {
            case SQS -> onward.send(request.onQueue(places.queue(request.json().path("QueueUrl").asText())),
                    places.at(places.sqs(), request));
            case S3 -> onward.send(request, places.at(places.s3(), request));
            case SECRETS, PARAMETERS -> places.secrets().answer(request);
            case REPOSITORIES ->
                WireResponse.error(request, 400, "RepositoryNotFoundException", "there is no ECR here");
        };
    }

    private synchronized void note(WireRequest request, Call call) {
        if (calls.size() == MOST_CALLS) {
            throw new IllegalStateException("%s: more than %d calls".formatted(function, MOST_CALLS));
        }
        calls.add(call);
        usage = usage.plus(counted(request, call));
    }

    private static Usage counted(WireRequest request, Call call) {
        boolean reads = call.operation().startsWith("Get") || call.operation().startsWith("Head");
        boolean isFree = call.operation().startsWith("Delete");
        return switch (request.api()) {
            case SQS -> call.resource().endsWith(".fifo")
                    ? new Usage(0, 0, 0, Prices.requests(request.body().length), 0, 0)
                    : new Usage(0, 0, Prices.requests(request.body().length), 0, 0, 0);
            case S3 -> new Usage(0, 0, 0, 0, reads || isFree ? 0 : 1, reads ? 1 : 0);
            case SECRETS, PARAMETERS, REPOSITORIES -> Usage.NONE;
        };
    }

    @Override
    public void close() {
        server.stop(0);
        onward.close();
        threads.shutdownNow();
    }
}
