package dev.crossdock.storage;

/** The medium refused or failed; the message says what was attempted, on what, where, and what came back. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What can be done about it. */
    public enum Kind {
        /** A person has to look. */
        FAILED,
        /** The same can be tried again in a while. */
        BUSY,
        /** Another holder wrote to the session in between: ask how far it is, and go on from there. */
        SESSION_CHANGED,
        /** What was written to the session is gone: begin another one. */
        SESSION_LOST
    }

    /** For a failure with a cause below. */
    public StorageException(String message, Throwable cause) {
        this(Kind.FAILED, message, cause);
    }

    /** For a failure found by crossdock itself. */
    public StorageException(String message) {
        this(Kind.FAILED, message);
    }

    /** For a failure with a cause below, which its reader can do something about. */
    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** For a failure found by crossdock itself, which its reader can do something about. */
    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What can be done about it. */
    public Kind kind() {
        return kind;
    }
}
