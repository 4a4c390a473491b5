package dev.crossdock.client.auth;

/** A file of credentials cannot be read, or needs what crossdock has not; the message says which file and what to do. */
public final class UnusableAuthFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableAuthFileException(String message) {
        super(message); // without a cause: a parser's message may quote the file
    }
}
