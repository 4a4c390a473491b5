package dev.crossdock.registry.notifications.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where events go, and how.
 *
 * @param name     for messages, and under which the outbox keeps what waits
 * @param url      where they are posted
 * @param headers  sent with each; they may hold secrets
 * @param patience with failures
 * @param manner   of sending
 */
public record Destination(String name, URI url, Map<String, List<String>> headers, Patience patience, Manner manner) {
    /** Copies the headers in. */
    public Destination {
        headers = Map.copyOf(headers);
    }

    /**
     * How long to wait for what.
     *
     * @param timeout    for one answer
     * @param threshold  after so many failures the waits begin to double; so many refusals end an event
     * @param backoff    the first wait
     * @param maximumAge after which an event is not tried again
     */
    public record Patience(Duration timeout, int threshold, Duration backoff, Duration maximumAge) {}

    /**
     * How an event is sent.
     *
     * @param format         of the body
     * @param secrets        files with the secrets to sign with
     * @param allowLinkLocal whether a link-local address is connected to
     */
    public record Manner(Format format, List<Path> secrets, boolean allowLinkLocal) {
        /** Copies the list in. */
        public Manner {
            secrets = List.copyOf(secrets);
        }
    }

    /** Without the headers' values, and without what stands before or behind the address's path. */
    @Override
    public String toString() {
        return "%s (%s://%s%s)".formatted(name, url.getScheme(),
                url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort(), url.getPath());
    }
}
