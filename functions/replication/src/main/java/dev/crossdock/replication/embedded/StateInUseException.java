package dev.crossdock.replication.embedded;

/** Another process owns the state folder; the message names it. */
public final class StateInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateInUseException(String message) {
        super(message);
    }
}
