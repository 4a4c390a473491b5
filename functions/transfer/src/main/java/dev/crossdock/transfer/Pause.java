package dev.crossdock.transfer;

import java.time.Duration;

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

    /** How long a transfer waits on the calling thread because a server asks for it. */
    Duration LONGEST_ASKED = Duration.ofSeconds(60);

    /** Waits as long. */
    void wait(Duration duration);

    /** Waits as long as the server asked for, else for the backoff; throws the failure where that is too long. */
    default void before(RegistryException.Unavailable failure, Duration backoff) {
        if (failure.retryAfter().isPresent() && !admits(failure.retryAfter().get())) {
            throw failure;
        }
        wait(failure.retryAfter().orElse(backoff));
    }

    /** Whether a transfer waits for as long as a server asks for. */
    default boolean admits(Duration retryAfter) {
        return !isTooLong(retryAfter);
    }

    /** The same, but for servers that ask for more time than there is until the deadline: then somebody else comes back. */
    default Pause within(Deadline deadline) {
        if (deadline.equals(Deadline.NONE)) {
            return this;
        }
        Pause whole = this;
        return new Pause() {
            @Override
            public void wait(Duration duration) {
                whole.wait(duration);
            }

            @Override
            public boolean admits(Duration retryAfter) {
                return whole.admits(retryAfter)
                        && deadline.left().filter(left -> retryAfter.compareTo(left) > 0).isEmpty();
            }
        };
    }

    /** Whether a server asks for more patience than a transfer has: a matter for the caller, or its queue. */
    static boolean isTooLong(Duration retryAfter) {
        return retryAfter.compareTo(LONGEST_ASKED) > 0;
    }

    /** The pause before the given repetition (1, 2, …): doubling from {@code first}, never above {@code longest}. */
    static Duration backoff(int repetition, Duration first, Duration longest) {
        long factor = 1L << Math.min(repetition - 1, 20);
        Duration doubled = first.multipliedBy(factor);
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
