package dev.crossdock.registry.upstream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers for a while that an upstream is away, so that not every pull of what is here waits for it. Said once when it
 * goes, once when it is back.
 */
final class Absence {
    /** How long it is left alone where it did not say. */
    static final Duration USUAL = Duration.ofSeconds(10);
    /** The longest that it may ask for. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Absence.class);

    private final String place;
    private final InstantSource clock;
    private Optional<UpstreamException.Away> reason = Optional.empty();
    private long untilMillis;

    Absence(String place, InstantSource clock) {
        this.place = place;
        this.clock = clock;
    }

    /** Why it is not asked now; empty where it may be asked. */
    synchronized Optional<UpstreamException.Away> now() {
        return clock.millis() < untilMillis ? reason : Optional.empty();
    }

    synchronized void began(UpstreamException.Away away) {
        if (reason.isEmpty()) {
            LOG.warn("upstream {} is away, what is here is served as it is: {}", place, away.getMessage());
        }
        Duration pause = away.retryAfter().orElse(USUAL);
        untilMillis = clock.millis() + (pause.compareTo(LONGEST) > 0 ? LONGEST : pause).toMillis();
        reason = Optional.of(away);
    }

    synchronized void ended() {
        if (reason.isPresent()) {
            LOG.info("upstream {} is back", place);
            reason = Optional.empty();
            untilMillis = 0;
        }
    }
}
