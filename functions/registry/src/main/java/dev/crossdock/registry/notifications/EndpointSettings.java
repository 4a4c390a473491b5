package dev.crossdock.registry.notifications;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One webhook endpoint, as distribution's {@code notifications.endpoints} describes it.
 *
 * @param name    for messages
 * @param url     where events are posted
 * @param headers sent with each; they may hold secrets
 * @param retry   when to try again
 * @param ignored which events it does not want
 */
public record EndpointSettings(String name, URI url, Map<String, List<String>> headers, Retry retry, Ignored ignored) {
    /** Throws IllegalArgumentException where no POST can go to the address. Copies the collections in. */
    public EndpointSettings {
        if (url.getHost() == null || !Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "notification endpoint %s: its url has no host, or is not http(s)".formatted(name));
        }
        headers = Map.copyOf(headers);
    }

    /** An endpoint that wants everything, with the usual patience. */
    public EndpointSettings(String name, URI url) {
        this(name, url, Map.of(), Retry.USUAL, Ignored.NOTHING);
    }

    /**
     * How patient the registry is with an endpoint.
     *
     * @param timeout   for one answer
     * @param threshold after so many failures in a row the waits begin to double; so many refusals drop an event
     * @param backoff   the first wait
     */
    public record Retry(Duration timeout, int threshold, Duration backoff) {
        /** What applies where nothing is configured: distribution's defaults, with a timeout that reaches further. */
        public static final Retry USUAL = new Retry(Duration.ofSeconds(5), 10, Duration.ofSeconds(1));

        /** Throws IllegalArgumentException for a time or a count that is not positive. */
        public Retry {
            if (!timeout.isPositive() || threshold < 1 || !backoff.isPositive()) {
                throw new IllegalArgumentException(
                        "notification retry: wanted a positive timeout (%s), threshold (%d) and backoff (%s)"
                                .formatted(timeout, threshold, backoff));
            }
        }
    }

    /** Events that are not sent: of these media types, or these actions. */
    public record Ignored(Set<String> mediaTypes, Set<String> actions) {
        /** Everything is sent. */
        public static final Ignored NOTHING = new Ignored(Set.of(), Set.of());

        /** Copies the sets in. */
        public Ignored {
            mediaTypes = Set.copyOf(mediaTypes);
            actions = Set.copyOf(actions);
        }
    }

    /** Without the headers' values, and without what stands before or behind the address's path. */
    @Override
    public String toString() {
        return "%s (%s://%s%s, headers %s)".formatted(name, url.getScheme(),
                url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort(), url.getPath(),
                headers.keySet());
    }
}
