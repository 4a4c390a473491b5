package dev.crossdock.registry.notifications;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Hands each event to every endpoint that wants it, and returns at once; the endpoints are independent. */
public final class Notifications implements AutoCloseable {
    /** How long a stop waits for what is still queued. */
    static final Duration FLUSH = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final EventEnvelope envelope;
    private final HttpClient client;
    private final List<EndpointQueue> queues;

    private Notifications(EventEnvelope envelope, HttpClient client, List<EndpointQueue> queues) {
        this.envelope = envelope;
        this.client = client;
        this.queues = queues;
    }

    /** Begins to deliver; {@code source} is the address that this registry listens on. */
    public static Notifications start(List<EndpointSettings> endpoints, String source) {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER).build();
        return new Notifications(new EventEnvelope(source), client,
                endpoints.stream().map(endpoint -> EndpointQueue.start(endpoint, client)).toList());
    }

    /** Queues the event; what it tells of is durable already. */
    public void publish(RegistryEvent event) {
        UUID id = UUID.randomUUID();
        List<EndpointQueue> wanting = queues.stream().filter(queue -> queue.wants(event)).toList();
        if (!wanting.isEmpty()) {
            String body = envelope.write(id, Instant.now(), event);
            wanting.forEach(queue -> queue.add(new Delivery(id, body)));
        }
    }

    /** Gives the endpoints a last while, then drops what is left, and says so in the log. */
    @Override
    public void close() {
        Instant deadline = Instant.now().plus(FLUSH);
        queues.forEach(EndpointQueue::end);
        queues.forEach(queue -> queue.awaitEnd(deadline));
        client.shutdownNow();
    }
}
