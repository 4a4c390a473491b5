package dev.crossdock.registry.operation;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the registry looks at to say that it is well, as distribution's {@code health} describes it. While a check fails,
 * the registry answers nothing but 503, so that whoever balances load leaves it alone.
 *
 * @param storage when the storage is asked; empty for never ({@code health.storagedriver})
 * @param files   each of which takes the registry out of rotation by being there
 * @param https   addresses that have to answer
 * @param tcps    ports that have to listen
 */
public record HealthSettings(Optional<Schedule> storage, List<FileCheck> files, List<HttpCheck> https,
        List<TcpCheck> tcps) {
    /** Nothing is checked, as with distribution where nothing is configured. */
    public static final HealthSettings NOTHING = new HealthSettings(Optional.empty(), List.of());
    /** What distribution's image is configured with: the storage alone. */
    public static final HealthSettings USUAL = new HealthSettings(Optional.of(Schedule.USUAL), List.of(), List.of(),
            List.of());
    /** The most checks of one kind. */
    public static final int MAXIMUM_CHECKS = 100;

    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;
    private static final int MAXIMUM_PORT = 65_535;

    /** Copies the lists in; throws IllegalArgumentException for too many. */
    public HealthSettings {
        files = few("file", files);
        https = few("http", https);
        tcps = few("tcp", tcps);
    }

    /** Looks at the storage, and at files, alone. */
    public HealthSettings(Optional<Schedule> storage, List<FileCheck> files) {
        this(storage, files, List.of(), List.of());
    }

    private static <T> List<T> few(String kind, List<T> checks) {
        if (checks.size() > MAXIMUM_CHECKS) {
            throw new IllegalArgumentException("health.%s: got %d checks, wanted at most %d".formatted(kind,
                    checks.size(), MAXIMUM_CHECKS));
        }
        return List.copyOf(checks);
    }

    /**
     * When to check, and what to make of it.
     *
     * @param interval  between two checks
     * @param threshold so many failures in a row make the registry unwell
     */
    public record Schedule(Duration interval, int threshold) {
        /** Distribution's: every ten seconds, three times. */
        public static final Schedule USUAL = new Schedule(Duration.ofSeconds(10), 3);

        /** Distribution's threshold 0 means 1; throws IllegalArgumentException for less, or a time that is none. */
        public Schedule {
            if (!interval.isPositive() || threshold < 0) {
                throw new IllegalArgumentException(
                        ("health check: wanted a positive interval (%s) and a threshold of 0 "
                                + "or more (%d)").formatted(interval, threshold));
            }
            threshold = Math.max(1, threshold);
        }
    }

    /** The check fails as long as the file is there. */
    public record FileCheck(Path file, Schedule schedule) {}

    /**
     * The check fails where a HEAD of the address brings another status; redirects are not followed.
     *
     * @param headers sent with it; they may hold secrets
     * @param status  the wanted one
     * @param timeout for the answer
     */
    public record HttpCheck(URI address, Map<String, List<String>> headers, int status, Duration timeout,
            Schedule schedule) {
        /** What is wanted where nothing is configured. */
        public static final int USUAL_STATUS = 200;
        /** What is waited where nothing is configured. */
        public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

        /** Copies the headers in; throws IllegalArgumentException for what no HEAD can go to, or no status can be. */
        public HttpCheck {
            if (address.getHost() == null || !Set.of("http", "https").contains(String.valueOf(address.getScheme()))) {
                throw new IllegalArgumentException("health check: its uri has no host, or is not http(s)");
            }
            if (status < LOWEST_STATUS || status > HIGHEST_STATUS) {
                throw new IllegalArgumentException("health check of %s: status %d: wanted %d to %d".formatted(
                        bare(address), status, LOWEST_STATUS, HIGHEST_STATUS));
            }
            positive(bare(address), timeout);
            Map<String, List<String>> copied = new LinkedHashMap<>();
            headers.forEach((name, values) -> copied.put(name, List.copyOf(values)));
            headers = Map.copyOf(copied);
        }

        /** The address without a user, a query or a fragment. */
        public String name() {
            return bare(address);
        }

        private static String bare(URI address) {
            return "%s://%s%s%s".formatted(address.getScheme(), address.getHost(),
                    address.getPort() < 0 ? "" : ":" + address.getPort(), address.getPath());
        }

        /** Without the headers' values. */
        @Override
        public String toString() {
            return "%s (wanted %d within %s, headers %s, %s)".formatted(name(), status, timeout, headers.keySet(),
                    schedule);
        }
    }

    /** The check fails where no connection is made within the timeout; the host is looked up each time. */
    public record TcpCheck(String host, int port, Duration timeout, Schedule schedule) {
        /** What is waited where nothing is configured. */
        public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

        /** Throws IllegalArgumentException for a port or a time that is none. */
        public TcpCheck {
            if (host.isEmpty() || port < 1 || port > MAXIMUM_PORT) {
                throw new IllegalArgumentException("health check of %s:%d: wanted a host, and a port of 1 to %d"
                        .formatted(host, port, MAXIMUM_PORT));
            }
            positive(host + ":" + port, timeout);
        }
    }

    private static void positive(String check, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("health check of %s: %s: wanted a time above 0".formatted(check, time));
        }
    }
}
