package dev.crossdock.registry.upstream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers for a while that an upstream is away, so that not every pull of what is here waits for it: the longer it is
 * away, the longer it is left alone, and then one caller asks for all. Said once when it goes, once when it is back.
 */
final class Absence {
    /** How long it is left alone at first where it did not say. */
    static final Duration USUAL = Duration.ofSeconds(10);
    /** The longest that it may ask for, and that it is left alone. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Absence.class);

    private final String place;
    private final InstantSource clock;
    private Optional<UpstreamException.Away> reason = Optional.empty();
    private Duration pause = USUAL;
    private long untilMillis;
    /** Who asks whether it is back. */
    private Optional<Thread> prober = Optional.empty();

    Absence(String place, InstantSource clock) {
        this.place = place;
        this.clock = clock;
    }

    /** Why it is not asked now; empty where the caller may, and says {@link #asked} afterwards. */
    synchronized Optional<UpstreamException.Away> now() {
        if (reason.isEmpty()) {
            return Optional.empty();
        }
        if (prober.isPresent() || clock.millis() < untilMillis) {
            return reason;
        }
        prober = Optional.of(Thread.currentThread());
        return Optional.empty();
    }

    synchronized void asked() {
        prober = prober.filter(thread -> !thread.equals(Thread.currentThread()));
    }

    synchronized void began(UpstreamException.Away away) {
        boolean isNew = reason.isEmpty();
        if (isNew) {
            LOG.warn("upstream {} is away, what is here is served as it is: {}", place, away.getMessage());
        } else if (clock.millis() < untilMillis) {
            return; // several asked at once: it is the same absence
        }
        pause = isNew ? USUAL : shorter(pause.multipliedBy(2), LONGEST);
        untilMillis = clock.millis() + shorter(away.retryAfter().orElse(pause), LONGEST).toMillis();
        reason = Optional.of(away);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    synchronized void ended() {
        if (reason.isPresent()) {
            LOG.info("upstream {} is back", place);
            reason = Optional.empty();
            untilMillis = 0;
        }
    }
}
