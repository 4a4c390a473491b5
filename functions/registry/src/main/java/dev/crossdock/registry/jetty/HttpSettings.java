package dev.crossdock.registry.jetty;

import dev.crossdock.settings.ListenAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the registry is reached.
 *
 * @param address        where it listens; port 0 takes a free one (configuration: {@code http.addr})
 * @param tls            absent for plain HTTP (configuration: {@code http.tls})
 * @param external       how clients name it
 * @param headers        sent with every answer (configuration: {@code http.headers})
 * @param limits         what a client may ask of a connection
 * @param trustedProxies whose {@code X-Forwarded-…} headers are believed (configuration: {@code crossdock.trustedproxies})
 */
public record HttpSettings(ListenAddress address, Optional<TlsSettings> tls, External external,
        Map<String, List<String>> headers, Limits limits, List<AddressBlock> trustedProxies) {
    /** What distribution sends where its configuration says nothing. */
    public static final Map<String, List<String>> USUAL_HEADERS = Map.of("X-Content-Type-Options", List.of("nosniff"));

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Set<String> OURS = Set.of("content-length", "transfer-encoding", "connection", "content-type",
            "location", "content-range", "docker-content-digest", "www-authenticate");

    /** Throws IllegalArgumentException for a header that HTTP knows not, or that each answer sets for itself. */
    public HttpSettings {
        headers.forEach(HttpSettings::check);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = Collections.unmodifiableMap(copy);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** Plain HTTP on this address, with nothing set. */
    public static HttpSettings plain(ListenAddress address) {
        return new HttpSettings(address, Optional.empty(), External.UNKNOWN, USUAL_HEADERS, Limits.USUAL, List.of());
    }

    private static void check(String name, List<String> values) {
        if (!NAME.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "http.headers: \"%s\": wanted the name of a header that answers do not set themselves"
                            .formatted(name));
        }
        if (values.stream().anyMatch(value -> value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c > '~'))) {
            throw new IllegalArgumentException("http.headers: %s: wanted printable ASCII".formatted(name));
        }
    }

    /**
     * How clients name the registry.
     *
     * @param host         scheme, host and port that addresses in answers begin with; absent for none (configuration:
     *                     {@code http.host}). Without it, what a request says of the host is repeated in one answer alone:
     *                     where to get a ticket.
     * @param relativeUrls whether addresses in answers have no host even behind a trusted proxy (configuration:
     *                     {@code http.relativeurls})
     * @param prefix       of every path, such as {@code /registry}; empty for none (configuration: {@code http.prefix})
     */
    public record External(Optional<URI> host, boolean relativeUrls, String prefix) {
        private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~-]{1,100}){0,10}");
        /** Nothing is known: addresses in answers are relative, as HTTP and the distribution specification allow. */
        public static final External UNKNOWN = new External(Optional.empty(), false, "");

        /** Takes a prefix with a slash at its end too. Throws IllegalArgumentException where one of them is none. */
        public External {
            host.ifPresent(External::check);
            prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
            if (!PREFIX.matcher(prefix).matches()) {
                throw new IllegalArgumentException("http.prefix: \"%s\": wanted a path such as /registry/".formatted(
                        prefix));
            }
        }

        private static void check(URI host) {
            boolean isWeb = "http".equals(host.getScheme()) || "https".equals(host.getScheme());
            if (!isWeb || host.getHost() == null || host.getUserInfo() != null || host.getQuery() != null) {
                throw new IllegalArgumentException(
                        "http.host: wanted an address such as https://registry.example.com, without user and query");
            }
        }
    }

    /**
     * What a client may ask of a connection (configuration: {@code crossdock.limits}).
     *
     * @param headerBytes the largest head of a request, address and headers together
     * @param uriBytes    the longest address
     * @param connections the most at once; more wait to be taken
     * @param idle        how long one may stand still
     * @param slowest     bytes a second that a body must reach, either way, in each {@code idle} that is spent waiting for the client;
     *                    0 for any
     */
    public record Limits(int headerBytes, int uriBytes, int connections, Duration idle, int slowest) {
        /** For a registry that anybody may reach. */
        public static final Limits USUAL = new Limits(96 << 10, 16 << 10, 10_000, Duration.ofSeconds(90), 1_000);

        private static final int MINIMUM_BYTES = 1 << 10;
        private static final int MAXIMUM_BYTES = 1 << 20;
        private static final int MAXIMUM_CONNECTIONS = 1_000_000;

        /** Throws IllegalArgumentException where one is outside of its range. */
        public Limits {
            within("headerbytes", headerBytes, MINIMUM_BYTES, MAXIMUM_BYTES);
            within("uribytes", uriBytes, MINIMUM_BYTES, headerBytes);
            within("connections", connections, 1, MAXIMUM_CONNECTIONS);
            within("idle", Math.clamp(idle.toMillis(), 0, Integer.MAX_VALUE), 100, Duration.ofHours(1).toMillis());
            within("slowest", slowest, 0, MAXIMUM_BYTES);
        }

        private static void within(String key, long value, long minimum, long maximum) {
            if (value < minimum || value > maximum) {
                throw new IllegalArgumentException("crossdock.limits.%s: %d: wanted %d to %d".formatted(key, value,
                        minimum, maximum));
            }
        }
    }
}
