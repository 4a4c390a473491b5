package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a blob in one request, and what follows from that for all of it.
 *
 * @param nanos so long it took
 * @param bytes so many were sent
 */
record OnePiece(Freight freight, long nanos, long bytes) {
    /** No request shall last longer: proxies and load balancers end it after 15 minutes, some earlier. */
    static final Duration LONGEST_REQUEST = Duration.ofMinutes(5);
    /** After which the seen rate says how long it would last. */
    static final Duration RATE_KNOWN_AFTER = Duration.ofSeconds(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MB = 1e6;

    /** How long the whole blob takes at this rate; empty where it is too early to say. */
    private Optional<Duration> needed() {
        return nanos < RATE_KNOWN_AFTER.toNanos() || bytes == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (millis() * freight.blob().size() / bytes)));
    }

    private double millis() {
        return nanos / 1e6;
    }

    boolean lastsLonger(Duration limit) {
        return needed().filter(time -> time.compareTo(limit) > 0).isPresent();
    }

    /** How long a request may last that could also be several: of a deadline, others need a part as well. */
    Duration longestRequest() {
        Duration ofDeadline = freight.terms().deadline().length().orElse(LONGEST_REQUEST.multipliedBy(2)).dividedBy(2);
        return ofDeadline.compareTo(LONGEST_REQUEST) < 0 ? ofDeadline : LONGEST_REQUEST;
    }

    /** Where the host takes nothing but one piece, and no deadline is long enough for it. */
    Optional<RegistryException> outlastsDeadline() {
        return freight.terms().deadline().length()
                .filter(length -> !freight.host().chunks() && lastsLonger(length))
                .map(length -> refused("the %s until the deadline: run `crossdock serve` for it, which has none"
                        .formatted(text(length)), null));
    }

    /** Where something on the way to such a host ends requests before they are through; else the failure itself. */
    RegistryException explained(RegistryException failure) {
        if (freight.host().chunks() || !lastsLonger(LONGEST_REQUEST)) {
            return failure;
        }
        return refused(
                "a request that lasts so long; each broke, the last one with %s after %s: raise the time limits of "
                        .formatted(failure.circumstance().got(), text(Duration.ofNanos(nanos)))
                        + "proxies before the target, or run `crossdock serve` for it nearer to the target",
                failure);
    }

    private RegistryException.Refused refused(String wanted, @Nullable Throwable cause) {
        Duration needed = needed().orElse(Duration.ZERO);
        double rate = bytes / BYTES_PER_MB / (nanos / NANOS_PER_SECOND);
        String got = String.format(Locale.ROOT,
                "a host without chunks, where %d bytes in one piece need %s at %.3g MB/s",
                freight.blob().size(), text(needed), rate);
        return new RegistryException.Refused(new Circumstance("push blob",
                freight.blob().digest().toString(), "target " + freight.target().place(), got, wanted), cause);
    }

    private static String text(Duration time) {
        if (time.toMinutes() < 2) {
            return time.toSeconds() + " s";
        }
        return time.toHours() < 2
                ? time.toMinutes() + " min"
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
}
