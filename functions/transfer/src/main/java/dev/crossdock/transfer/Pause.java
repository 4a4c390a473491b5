package dev.crossdock.transfer;

import java.time.Duration;
import java.util.Optional;

/** Waits between attempts; a port, so that a test needs no time. */
@FunctionalInterface
public interface Pause {
    /** Sleeps on the calling thread; an interrupt ends the sleep and stays set. */
    Pause SLEEP = duration -> {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    };

    /** Waits as long. */
    void wait(Duration duration);

    /** As long as the server asked for (Retry-After), else the backoff; never above {@code longest}. */
    static Duration asked(Optional<Duration> retryAfter, Duration backoff, Duration longest) {
        Duration wanted = retryAfter.orElse(backoff);
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    /** The pause before the given repetition (1, 2, …): doubling from {@code first}, never above {@code longest}. */
    static Duration backoff(int repetition, Duration first, Duration longest) {
        long factor = 1L << Math.min(repetition - 1, 20);
        Duration doubled = first.multipliedBy(factor);
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
