package dev.crossdock.client;

import dev.crossdock.client.http.Failures;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Repeats, a few times, what can be repeated. A registry that is down or busy for longer is a matter for the caller,
 * who can do something else meanwhile.
 */
final class Retries {
    static final int MAXIMUM_ATTEMPTS = 5;
    static final int MAXIMUM_CONNECTS = 3;
    static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);
    /** A repetition that has less time than this for its answer is not begun. */
    private static final Duration SHORTEST_ATTEMPT = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final HttpEngine engine;

    Retries(HttpEngine engine) {
        this.engine = engine;
    }

    <T> T run(Supplier<T> attempt) {
        for (int number = 1;; number++) {
            try {
                return attempt.get();
            } catch (Unavailable e) {
                int maximum = neverConnected(e) ? MAXIMUM_CONNECTS : MAXIMUM_ATTEMPTS;
                Optional<Duration> pause = pause(e, number);
                if (number >= maximum || pause.isEmpty()) {
                    throw e.at(number, maximum);
                }
                sleep(pause.get(), e, number);
            }
        }
    }

    private static boolean neverConnected(Unavailable failure) {
        return failure.getCause() instanceof IOException broken && Failures.neverConnected(broken);
    }

    /** Empty where the server wants more patience than a caller should spend here, or has the time for. */
    private Optional<Duration> pause(Unavailable failure, int attempt) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        Duration longest = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        // Half of it is left to chance, so that many clients do not come back as one.
        Duration own = Duration
                .ofMillis(ThreadLocalRandom.current().nextLong(longest.toMillis() / 2, longest.toMillis()));
        Duration told = failure.retryAfter().orElse(Duration.ZERO);
        Duration length = told.compareTo(own) > 0 ? told : own;
        return told.compareTo(LONGEST_RETRY_AFTER) > 0
                || length.plus(SHORTEST_ATTEMPT).compareTo(engine.pauses().left()) > 0
                        ? Optional.empty()
                        : Optional.of(length);
    }

    private void sleep(Duration length, RegistryException failure, int attempt) {
        try {
            engine.pauses().pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure.at(attempt, attempt);
        }
    }
}
