package dev.crossdock.registry.jetty;

import dev.crossdock.settings.ListenAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How the registry is reached, as distribution's {@code http} describes it.
 *
 * @param address where it listens; port 0 takes a free one
 * @param drain   how it ends
 * @param debug   where health and metrics are asked for; empty for nowhere
 */
public record HttpSettings(ListenAddress address, Drain drain, Optional<Debug> debug) {
    /** At this address, without a debug listener, ending without a lull. */
    public static HttpSettings at(ListenAddress address) {
        return new HttpSettings(address, Drain.AT_ONCE, Optional.empty());
    }

    /**
     * How a stop goes: first the health is bad and everything is still served, then no new connection is taken, and the
     * requests in work may end.
     *
     * @param lull    how long everything is still served ({@code crossdock.drainlull})
     * @param timeout how long requests in work may take ({@code http.draintimeout}); 0 cuts them off at once
     */
    public record Drain(Duration lull, Duration timeout) {
        /** A balancer that is told learns of the end; a push ends that is nearly done. */
        public static final Drain USUAL = new Drain(Duration.ofSeconds(1), Duration.ofSeconds(10));
        /** Without anybody who has to learn of it. */
        public static final Drain AT_ONCE = new Drain(Duration.ZERO, Duration.ofSeconds(10));

        /** Throws IllegalArgumentException for a time below 0. */
        public Drain {
            if (lull.isNegative() || timeout.isNegative()) {
                throw new IllegalArgumentException("drain: wanted a lull (%s) and a timeout (%s) of 0 or more".formatted(
                        lull, timeout));
            }
        }
    }

    /**
     * The listener for those who run the registry.
     *
     * @param address     where it listens ({@code http.debug.addr})
     * @param metricsPath where metrics are; empty for none ({@code http.debug.prometheus})
     */
    public record Debug(ListenAddress address, Optional<String> metricsPath) {
        /** Distribution's path of the metrics. */
        public static final String USUAL_PATH = "/metrics";

        /** Throws IllegalArgumentException for a path that is none. */
        public Debug {
            if (metricsPath.filter(path -> !path.startsWith("/")).isPresent()) {
                throw new IllegalArgumentException("http.debug.prometheus.path %s: wanted a path that begins with a "
                        + "slash".formatted(metricsPath.get()));
            }
        }
    }
}
