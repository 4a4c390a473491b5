package dev.crossdock.replication.steps;

import dev.crossdock.plan.RuleException;
import dev.crossdock.replication.Message;
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
    private static final int MAXIMUM_MISSING_BY_HAND = 2;
    private static final int MAXIMUM_CORRUPT = 3;
    private static final int MAXIMUM_REFUSED = 3;
    private static final int MAXIMUM_UNEXPECTED = 5;

    /** What to do. */
    public sealed interface Disposition {
        /** Try again after a while. */
        record Retry(Duration after) implements Disposition {}

        /** Come back when the host wants to be asked again: that is no failed attempt. */
        record Wait(Duration until) implements Disposition {}

        /** Give up, and keep the message with its reason. */
        record Bury(String reason) implements Disposition {}
    }

    private FailurePolicy() {}

    /** Decides by the failure, its message, how often that failed before, and how long ago it was sent first. */
    public static Disposition decide(Throwable failure, Message message, int failuresBefore, Duration age) {
        int failures = failuresBefore + 1;
        return switch (failure) {
            case RegistryException.Unavailable it -> age.compareTo(MAXIMUM_UNAVAILABLE) < 0
                    ? later(it, failures)
                    : new Disposition.Bury("%s; tried for %s".formatted(it.getMessage(), age));
            case RegistryException.Missing it ->
                upTo(isAskedByHand(message) ? MAXIMUM_MISSING_BY_HAND : MAXIMUM_MISSING, failures, it);
            case RegistryException.Corrupt it -> upTo(MAXIMUM_CORRUPT, failures, it);
            case RegistryException.Refused it -> upTo(MAXIMUM_REFUSED, failures, it);
            case RuleException it -> new Disposition.Bury(String.valueOf(it.getMessage()));
            default -> upTo(MAXIMUM_UNEXPECTED, failures, failure);
        };
    }

    private static Disposition later(RegistryException.Unavailable failure, int failures) {
        return failure.retryAfter().<Disposition>map(asked -> new Disposition.Wait(within(asked)))
                .orElseGet(() -> new Disposition.Retry(pause(failures)));
    }

    private static Duration within(Duration asked) {
        if (asked.compareTo(LONGEST_ASKED) > 0) {
            return LONGEST_ASKED;
        }
        return asked.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : asked;
    }

    /** A person waits for the answer, and no sender claims that the image is there. */
    private static boolean isAskedByHand(Message message) {
        return message instanceof Message.Request request && request.trail().ticket().isPresent()
                && request.hint().isEmpty();
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
}
