package dev.crossdock.event;

/** A notification that is not what its sender's dialect allows; the message says what is wrong, for a 400 answer. */
public final class MalformedEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedEventException(String message) {
        super(message);
    }
}
