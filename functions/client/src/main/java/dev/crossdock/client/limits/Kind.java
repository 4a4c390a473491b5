package dev.crossdock.client.limits;

/** What a request is to its host: how long it holds its place, and what it counts against. */
public enum Kind {
    /** A short request. */
    BRIEF(false),
    /** A short request that counts against a quota of pulls: the GET of a manifest. */
    PULL(false),
    /** A blob that comes; it holds its place until it is closed. */
    READ(true),
    /** A blob that goes; it holds its place until its answer is closed. */
    WRITE(true);

    private final boolean stream;

    Kind(boolean stream) {
        this.stream = stream;
    }

    boolean isStream() {
        return stream;
    }
}
