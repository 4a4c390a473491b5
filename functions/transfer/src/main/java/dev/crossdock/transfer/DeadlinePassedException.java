package dev.crossdock.transfer;

/** Work stopped because its deadline passed: nothing failed, and nothing was committed that was not whole. */
public final class DeadlinePassedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeadlinePassedException(String what) {
        super(what, null, false, false);
    }
}
