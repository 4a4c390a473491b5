package dev.crossdock.registry.guard;

import dev.crossdock.image.Digest;

/** A blob was about to be deleted for longer than its writer can wait; what it wanted to do can be tried again. */
public final class CondemnedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CondemnedException(Digest digest, long seconds) {
        super(("link blob %s: the collector has marked it to be deleted, and the mark still stood after %d s: try again "
                + "in a minute").formatted(digest, seconds));
    }
}
