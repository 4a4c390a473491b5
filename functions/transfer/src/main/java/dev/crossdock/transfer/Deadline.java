package dev.crossdock.transfer;

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
}
