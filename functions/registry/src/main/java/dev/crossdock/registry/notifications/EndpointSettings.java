package dev.crossdock.registry.notifications;

import dev.crossdock.registry.guard.Glob;
import dev.crossdock.registry.notifications.delivery.Destination;
import dev.crossdock.registry.notifications.delivery.Format;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One webhook endpoint, as distribution's {@code notifications.endpoints} describes it, and our own keys add to it.
 *
 * @param name    for messages; what waits for the endpoint is kept under it
 * @param url     where events are posted
 * @param headers sent with each; they may hold secrets
 * @param retry   when to try again
 * @param wanted  which events it is told of
 * @param sending how an event is sent
 */
public record EndpointSettings(String name, URI url, Map<String, List<String>> headers, Retry retry, Wanted wanted,
        Sending sending) {
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** Throws IllegalArgumentException where no POST can go to the address. Copies the collections in. */
    public EndpointSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("notification endpoint: its name is empty");
        }
        if (url.getHost() == null || !Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "notification endpoint %s: its url has no host, or is not http(s)".formatted(name));
        }
        headers = Map.copyOf(headers);
        headers.forEach((header, values) -> check(name, header, values));
    }

    /** Without quoting the value, which the client's own message does. */
    private static void check(String endpoint, String header, List<String> values) {
        try {
            if (!values.stream().allMatch(value -> VALUE.matcher(value).matches())) {
                throw new IllegalArgumentException("not ASCII");
            }
            HttpRequest.Builder request = HttpRequest.newBuilder();
            values.forEach(value -> request.header(header, value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(("notification endpoint %s: header %s cannot be sent: HTTP, or our "
                    + "client, allows no such name or value").formatted(endpoint,
                            header.replaceAll("\\p{Cntrl}", "?")));
        }
    }

    /** An endpoint with distribution's own keys alone. */
    public EndpointSettings(String name, URI url, Map<String, List<String>> headers, Retry retry, Ignored ignored) {
        this(name, url, headers, retry, new Wanted(ignored), Sending.USUAL);
    }

    /** An endpoint that wants every change of a manifest or a tag, with the usual patience. */
    public EndpointSettings(String name, URI url) {
        this(name, url, Map.of(), Retry.USUAL, Ignored.NOTHING);
    }

    /**
     * How patient the registry is with an endpoint.
     *
     * @param timeout    for one answer
     * @param threshold  after so many failures in a row the waits begin to double; so many refusals end an event
     * @param backoff    the first wait
     * @param maximumAge an event that is older is kept as a dead letter, and not tried again by itself
     */
    public record Retry(Duration timeout, int threshold, Duration backoff, Duration maximumAge) {
        /** Long enough for a receiver that fails on a Friday evening. */
        public static final Duration USUAL_MAXIMUM_AGE = Duration.ofDays(3);
        /** What applies where nothing is configured: distribution's defaults, with a timeout that reaches further. */
        public static final Retry USUAL = new Retry(Duration.ofSeconds(5), 10, Duration.ofSeconds(1));

        /** Throws IllegalArgumentException for a time or a count that is not positive. */
        public Retry {
            if (!timeout.isPositive() || threshold < 1 || !backoff.isPositive() || !maximumAge.isPositive()) {
                throw new IllegalArgumentException(
                        "notification retry: wanted a positive timeout (%s), threshold (%d), backoff (%s) and age (%s)"
                                .formatted(timeout, threshold, backoff, maximumAge));
            }
        }

        /** With the usual age. */
        public Retry(Duration timeout, int threshold, Duration backoff) {
            this(timeout, threshold, backoff, USUAL_MAXIMUM_AGE);
        }
    }

    /** Events that are not sent: of these media types, or these actions. */
    public record Ignored(Set<String> mediaTypes, Set<String> actions) {
        /** Nothing is held back. */
        public static final Ignored NOTHING = new Ignored(Set.of(), Set.of());

        /** Copies the sets in. */
        public Ignored {
            mediaTypes = Set.copyOf(mediaTypes);
            actions = Set.copyOf(actions);
        }
    }

    /**
     * Which events an endpoint is told of. Distribution tells of every pull and every blob too; here both have to be
     * asked for.
     *
     * @param ignored      distribution's keys; they count last
     * @param actions      of distribution's words push, pull, mount and delete
     * @param kinds        of what the event is about; a deletion of a manifest or a tag is about any of the manifests
     * @param repositories globs, of which one has to fit; none: every repository
     * @param tags         globs, of which one has to fit, so that events without a tag are left out; none: every event
     */
    public record Wanted(Ignored ignored, Set<String> actions, Set<Kind> kinds, List<Glob> repositories,
            List<Glob> tags) {
        /** What distribution calls the things that happen. */
        public static final Set<String> ACTIONS = Set.of("push", "pull", "mount", "delete");
        /** The actions of an endpoint that names none. */
        public static final Set<String> USUAL_ACTIONS = Set.of("push", "mount", "delete");
        /** The kinds of an endpoint that names none. */
        public static final Set<Kind> USUAL_KINDS = Set.of(Kind.IMAGE, Kind.INDEX, Kind.ARTIFACT);

        /** Throws IllegalArgumentException for an action that there is not. Copies the collections in. */
        public Wanted {
            actions = Set.copyOf(actions);
            kinds = Set.copyOf(kinds);
            repositories = List.copyOf(repositories);
            tags = List.copyOf(tags);
            actions.stream().filter(action -> !ACTIONS.contains(action)).findFirst().ifPresent(action -> {
                throw new IllegalArgumentException("action \"%s\": wanted push, pull, mount or delete".formatted(
                        action));
            });
        }

        /** The usual events, of every repository and tag. */
        public Wanted(Ignored ignored) {
            this(ignored, USUAL_ACTIONS, USUAL_KINDS, List.of(), List.of());
        }
    }

    /** What an event is about. */
    public enum Kind {
        /** A manifest of one image. */
        IMAGE,
        /** An index, or a manifest list. */
        INDEX,
        /** A manifest that names what it is: a signature, an SBOM, a chart. */
        ARTIFACT,
        /** A layer or a configuration. */
        BLOB
    }

    /**
     * How an event is sent.
     *
     * @param format         of the body
     * @param secrets        files, each with a secret that the body is signed with; read again when they change
     * @param allowLinkLocal whether the address may be link-local, where clouds keep their metadata
     */
    public record Sending(Format format, List<Path> secrets, boolean allowLinkLocal) {
        /** The most secrets at a time: the new one, and the one that it takes over from. */
        public static final int MAXIMUM_SECRETS = 2;
        /** Distribution's body, unsigned. */
        public static final Sending USUAL = new Sending(Format.DISTRIBUTION, List.of(), false);

        /** Throws IllegalArgumentException for more secrets than two. Copies the list in. */
        public Sending {
            secrets = List.copyOf(secrets);
            if (secrets.size() > MAXIMUM_SECRETS) {
                throw new IllegalArgumentException(("notification secrets: got %d files, wanted at most %d: the new "
                        + "secret and the old one").formatted(secrets.size(), MAXIMUM_SECRETS));
            }
        }
    }

    /** {@code key} tells apart what waits for endpoints of the same name. */
    Destination destination(String key) {
        return new Destination(key, url, headers,
                new Destination.Patience(retry.timeout(), retry.threshold(), retry.backoff(), retry.maximumAge()),
                new Destination.Manner(sending.format(), sending.secrets(), sending.allowLinkLocal()));
    }

    /** Without the headers' values, and without what stands before or behind the address's path. */
    @Override
    public String toString() {
        return "%s (%s://%s%s, headers %s)".formatted(name, url.getScheme(),
                url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort(), url.getPath(),
                headers.keySet());
    }
}
