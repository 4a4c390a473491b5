package dev.crossdock.registry.notifications.delivery;

import java.time.Duration;
import java.util.Optional;

/** How one POST ended. */
sealed interface Outcome {
    /** With 2xx. */
    record Taken() implements Outcome {}

    /** With a 4xx that will hardly be another one next time. */
    record Refused(int status) implements Outcome {}

    /** With 410: the endpoint wants no more events. */
    record Gone() implements Outcome {}

    /** In a way that may pass. */
    record Failed(String reason, Optional<Duration> retryAfter) implements Outcome {
        Failed(String reason) {
            this(reason, Optional.empty());
        }
    }
}
