package dev.crossdock.image;

/** A manifest's bytes are not one well-formed image or index; the message says which manifest and what is wrong. */
public final class MalformedManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong with which manifest. */
    public MalformedManifestException(String message) {
        super(message);
    }
}
