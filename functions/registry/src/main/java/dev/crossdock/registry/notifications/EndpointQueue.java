package dev.crossdock.registry.notifications;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that one endpoint has not taken yet, and the thread that sends them, one after the other. An endpoint that
 * cannot be reached, or fails, is tried again for ever; an event that it refuses (4xx) is dropped after a while, so that
 * one bad event cannot stop all that follow.
 */
final class EndpointQueue {
    /** The most events that wait for one endpoint; beyond it, new ones are dropped and the oldest kept. */
    static final int MAXIMUM_QUEUED = 10_000;
    /** The longest wait between two tries. */
    static final Duration MAXIMUM_BACKOFF = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(EndpointQueue.class);
    private static final Duration INTERRUPTION = Duration.ofMillis(500);
    private static final Delivery LAST = new Delivery(new UUID(0, 0), "");
    private static final int MAXIMUM_DOUBLINGS = 16;

    private final EndpointSettings endpoint;
    private final HttpClient client;
    private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>(MAXIMUM_QUEUED);
    private final Thread sender;
    private volatile boolean isEnding;
    private volatile int underway;

    private EndpointQueue(EndpointSettings endpoint, HttpClient client) {
        this.endpoint = endpoint;
        this.client = client;
        this.sender = Thread.ofVirtual().name("notify-" + endpoint.name()).unstarted(this::run);
    }

    static EndpointQueue start(EndpointSettings endpoint, HttpClient client) {
        EndpointQueue queue = new EndpointQueue(endpoint, client);
        queue.sender.start();
        return queue;
    }

    boolean wants(RegistryEvent event) {
        String mediaType = switch (event) {
            case RegistryEvent.Pushed pushed -> pushed.manifest().mediaType();
            case RegistryEvent.ManifestDeleted deleted -> "";
            case RegistryEvent.TagDeleted deleted -> "";
        };
        return !endpoint.wanted().ignored().actions().contains(event.action())
                && !endpoint.wanted().ignored().mediaTypes().contains(mediaType);
    }

    void add(Delivery delivery) {
        if (!waiting.offer(delivery)) {
            LOG.error("notify {}: event {} is dropped: {} older ones wait already. The endpoint has to take them "
                    + "first; ask its owner to compare the tags afterwards", endpoint, delivery.id(), MAXIMUM_QUEUED);
        }
    }

    /** Lets the sender end once everything is taken. */
    void end() {
        isEnding = true;
        if (!waiting.offer(LAST)) {
            LOG.debug("notify {}: the queue is full, so its sender is awake", endpoint.name());
        }
    }

    void awaitEnd(Instant deadline) {
        try {
            Duration left = Duration.between(Instant.now(), deadline);
            if (!sender.join(left.isPositive() ? left : Duration.ofMillis(1))) {
                sender.interrupt();
                sender.join(INTERRUPTION);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.remove(LAST);
        int undelivered = waiting.size() + underway;
        if (undelivered > 0) {
            LOG.error("notify {}: stopped with {} events undelivered", endpoint, undelivered);
        }
    }

    private void run() {
        try {
            while (!(isEnding && waiting.isEmpty())) {
                Delivery next = waiting.take();
                if (!next.equals(LAST)) {
                    underway = 1;
                    deliver(next);
                    underway = 0;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("notify {}: stopped", endpoint.name());
        }
    }

    private void deliver(Delivery delivery) throws InterruptedException {
        int attempt = 1;
        while (!isDone(delivery, attempt)) {
            attempt++;
        }
    }

    /** Makes one attempt, and waits after one that is to be repeated. */
    private boolean isDone(Delivery delivery, int attempt) throws InterruptedException {
        return switch (attempt(delivery, attempt)) {
            case Outcome.Taken taken -> true;
            case Outcome.Refused refused when attempt >= endpoint.retry().threshold() -> {
                LOG.error("notify {}: event {} is dropped: got {} on each of {} attempts, wanted 2xx", endpoint,
                        delivery.id(), refused.status(), attempt);
                yield true;
            }
            case Outcome.Refused refused -> {
                pause(attempt, Optional.empty());
                yield false;
            }
            case Outcome.Failed failed -> {
                LOG.warn("notify {}: event {}: got {}, wanted 2xx (attempt {})", endpoint, delivery.id(),
                        failed.reason(), attempt);
                pause(attempt, failed.retryAfter());
                yield false;
            }
        };
    }

    /** How a try ended. */
    private sealed interface Outcome {
        record Taken() implements Outcome {}

        record Refused(int status) implements Outcome {}

        record Failed(String reason, Optional<Duration> retryAfter) implements Outcome {}
    }

    private Outcome attempt(Delivery delivery, int attempt) throws InterruptedException {
        try {
            return outcome(exchanged(request(delivery, attempt)));
        } catch (ExecutionException e) {
            return new Outcome.Failed(String.valueOf(e.getCause()), Optional.empty());
        } catch (TimeoutException e) {
            return new Outcome.Failed("no whole answer within " + endpoint.retry().timeout(), Optional.empty());
        } catch (RuntimeException e) { // this thread is the only one that sends: it outlives whatever comes
            return new Outcome.Failed(e.getClass().getName(), Optional.empty()); // its message may quote the address
        }
    }

    /** The request's own timeout would end with the head of the answer, and a body may never come. */
    private HttpResponse<?> exchanged(HttpRequest request)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<? extends HttpResponse<?>> exchange = client.sendAsync(request,
                HttpResponse.BodyHandlers.discarding());
        try {
            return exchange.get(endpoint.retry().timeout().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            exchange.cancel(true); // without effect where it is complete
        }
    }

    private HttpRequest request(Delivery delivery, int attempt) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.url())
                .POST(HttpRequest.BodyPublishers.ofString(delivery.body()));
        endpoint.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        request.setHeader("Content-Type", EventEnvelope.MEDIA_TYPE);
        request.setHeader("X-Crossdock-Delivery", delivery.id().toString());
        request.setHeader("X-Crossdock-Attempt", Integer.toString(attempt));
        return request.build();
    }

    /** A redirect counts as a failure: the configured address is the only one that our headers may go to. */
    private static Outcome outcome(HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return new Outcome.Taken();
        }
        boolean isRefusal = status / 100 == 4 && status != 408 && status != 429;
        return isRefusal
                ? new Outcome.Refused(status)
                : new Outcome.Failed("HTTP " + status, answer.headers().firstValue("Retry-After")
                        .filter(seconds -> seconds.matches("\\d{1,6}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
    }

    /** The configured wait, doubling once the threshold is passed, a tenth more or less so that many do not meet. */
    private void pause(int attempt, Optional<Duration> retryAfter) throws InterruptedException {
        int doublings = Math.clamp((long) attempt - endpoint.retry().threshold(), 0, MAXIMUM_DOUBLINGS);
        long wanted = retryAfter.orElse(endpoint.retry().backoff().multipliedBy(1L << doublings)).toMillis();
        long capped = Math.min(wanted, MAXIMUM_BACKOFF.toMillis());
        Thread.sleep((long) (capped * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }
}
