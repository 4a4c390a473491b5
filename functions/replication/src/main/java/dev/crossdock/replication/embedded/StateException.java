package dev.crossdock.replication.embedded;

import org.jspecify.annotations.Nullable;

/** The state could not be read or written: a full disk, a damaged file. What was acknowledged before is not lost. */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateException(String message, @Nullable Throwable cause) {
        super("state: " + message, cause);
    }
}
