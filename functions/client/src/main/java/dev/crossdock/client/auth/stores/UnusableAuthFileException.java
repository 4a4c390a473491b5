package dev.crossdock.client.auth.stores;

/** A file of credentials cannot be read; the message says which file and what is wrong with it. */
public final class UnusableAuthFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableAuthFileException(String message) {
        super(message); // without a cause: a parser's message may quote the file
    }
}
