package dev.crossdock.storage;

/** The medium refused or failed; the message says what was attempted, on what, where, and what came back. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For a failure with a cause below. */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a failure found by crossdock itself. */
    public StorageException(String message) {
        super(message);
    }
}
