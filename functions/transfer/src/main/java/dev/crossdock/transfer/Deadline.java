package dev.crossdock.transfer;

import java.time.Duration;
import java.util.Optional;

/** Until when work may go on. Asked often, so it must be cheap. */
@FunctionalInterface
public interface Deadline {
    /** Work stopped because its deadline passed: nothing failed, and nothing was committed that was not whole. */
    final class PassedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** With what stopped, and where: {@code blob sha256:… stopped at byte 7}. */
        public PassedException(String what) {
            super(what, null, false, false);
        }
    }

    /** A deadline that never passes. */
    Deadline NONE = () -> false;

    /** Whether it has passed. */
    boolean passed();

    /**
     * How long work has, from the first moment to the last, where that is known from the beginning and the next deadline
     * is as long: what needs longer and cannot stop in between is never done. Empty for one that a person may cause at
     * any time.
     */
    default Optional<Duration> length() {
        return Optional.empty();
    }

    /** How long it is until it passes, where that is known: who would wait for longer need not begin. */
    default Optional<Duration> left() {
        return Optional.empty();
    }
}
