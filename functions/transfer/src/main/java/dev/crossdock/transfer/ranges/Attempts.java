package dev.crossdock.transfer.ranges;

import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;

/**
 * How often a blob's source is asked without a byte in between, over all connections of the blob. Connections that fail
 * together count once: an attempt that began before the last failure is part of it. Safe for several threads.
 */
final class Attempts {
    /** How often the source is asked again without a byte in between. */
    static final int MAXIMUM_FRUITLESS = 6;
    /** One attempt in vain may be due to a connection that stood idle for too long, a second one hardly. */
    private static final int SETBACK_FRUITLESS = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Pause pause;
    private long failures;
    private int fruitless;
    private int setbacks;
    private volatile boolean anyProgress;

    Attempts(Pause pause) {
        this.pause = pause;
    }

    /** One range of the blob, asked for again and again until it is whole. For one thread. */
    final class OfRange {
        private long failuresBefore = failures();
        private int ownFruitless;
        private boolean ownProgress;

        /** A byte arrived. */
        void progressed() {
            if (!ownProgress) {
                ownProgress = true;
                anyProgress = true;
            }
        }

        /** Waits before the attempt that follows; throws the failure where there shall be none. */
        void failed(RegistryException.Unavailable failure, Circumstance.Progress reached) {
            ownFruitless = ownProgress ? 0 : ownFruitless + 1;
            boolean isTooMuch = failure.retryAfter().isPresent() || ownFruitless >= SETBACK_FRUITLESS;
            setBack(isTooMuch, failuresBefore);
            count(failure, reached, failuresBefore, ownProgress);
            Duration backoff = ownProgress
                    ? Duration.ZERO
                    : Pause.backoff(ownFruitless, FIRST_PAUSE, LONGEST_PAUSE);
            Duration wait = failure.retryAfter().orElse(backoff);
            if (!wait.isZero()) {
                pause.wait(wait);
            }
            ownProgress = false;
            failuresBefore = failures();
        }
    }

    /** How often the source seemed to have enough of so many connections. */
    synchronized int setbacks() {
        return setbacks;
    }

    private synchronized long failures() {
        return failures;
    }

    private synchronized void setBack(boolean isTooMuch, long failuresBefore) {
        if (isTooMuch && failuresBefore == failures) {
            setbacks++;
        }
    }

    /** Progress of this very attempt counts even where another range's failure came after it began. */
    private synchronized void count(RegistryException.Unavailable failure, Circumstance.Progress reached,
            long failuresBefore, boolean ownProgress) {
        if (anyProgress || ownProgress) {
            anyProgress = false;
            fruitless = 0;
            failures++;
        } else if (failuresBefore == failures) {
            failures++;
            fruitless++;
        }
        boolean tooLong = failure.retryAfter().filter(asked -> !pause.admits(asked)).isPresent();
        if (tooLong || fruitless >= MAXIMUM_FRUITLESS) {
            throw failure.after(reached.done(), reached.wanted()).at(Math.clamp(fruitless, 1, MAXIMUM_FRUITLESS),
                    MAXIMUM_FRUITLESS);
        }
    }
}
