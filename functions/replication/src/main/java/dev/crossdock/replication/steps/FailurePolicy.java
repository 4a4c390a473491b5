package dev.crossdock.replication.steps;

import dev.crossdock.plan.RuleException;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;

/** What a queue does with a message whose step failed: the one place where failures turn into retries. */
public final class FailurePolicy {
    /** How long a message is tried while a registry is unavailable. */
    static final Duration MAXIMUM_UNAVAILABLE = Duration.ofHours(24);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** However long a server asks to be left alone: a day's patience is not one wait. */
    static final Duration LONGEST_ASKED = Duration.ofHours(1);
    private static final int MAXIMUM_MISSING = 6;
    private static final int MAXIMUM_CORRUPT = 3;
    private static final int MAXIMUM_REFUSED = 3;
    private static final int MAXIMUM_UNEXPECTED = 5;

    /** What to do. */
    public sealed interface Disposition {
        /** Try again after a while. */
        record Retry(Duration after) implements Disposition {}

        /** Give up, and keep the message with its reason. */
        record Bury(String reason) implements Disposition {}
    }

    private FailurePolicy() {}

    /** Decides by the failure, how often the message failed before, and how long ago it was sent. */
    public static Disposition decide(Throwable failure, int failuresBefore, Duration age) {
        int failures = failuresBefore + 1;
        return switch (failure) {
            case RegistryException.Unavailable it -> age.compareTo(MAXIMUM_UNAVAILABLE) < 0
                    ? new Disposition.Retry(asked(it.retryAfter().orElse(Duration.ZERO), pause(failures)))
                    : new Disposition.Bury("%s; tried for %s".formatted(it.getMessage(), age));
            case RegistryException.Missing it -> upTo(MAXIMUM_MISSING, failures, it);
            case RegistryException.Corrupt it -> upTo(MAXIMUM_CORRUPT, failures, it);
            case RegistryException.Refused it -> upTo(MAXIMUM_REFUSED, failures, it);
            case RuleException it -> new Disposition.Bury(String.valueOf(it.getMessage()));
            default -> upTo(MAXIMUM_UNEXPECTED, failures, failure);
        };
    }

    private static Disposition upTo(int maximum, int failures, Throwable failure) {
        String message = failure instanceof RegistryException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
        return failures < maximum
                ? new Disposition.Retry(pause(failures))
                : new Disposition.Bury("%s; tried %d times".formatted(message, failures));
    }

    private static Duration pause(int failures) {
        return Pause.backoff(failures, FIRST_PAUSE, LONGEST_PAUSE);
    }

    private static Duration asked(Duration asked, Duration pause) {
        Duration capped = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
        return capped.compareTo(pause) > 0 ? capped : pause;
    }
}
