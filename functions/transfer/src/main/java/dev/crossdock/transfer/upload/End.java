package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.RegistryException;

/** How one way of sending a blob ended. */
sealed interface End {
    /** The blob is in the target. */
    record Done() implements End {}

    /** The same upload goes on in chunks, from the byte that the target holds. */
    record InChunks(long from) implements End {}

    /**
     * The blob starts again, in a new upload.
     *
     * @param why     for a person
     * @param failure before which to wait as it says
     * @param way     how it is to be sent then
     * @param last    to be thrown where it does not start again
     */
    record Again(String why, RegistryException failure, Way way, RegistryException last) implements End {
        Again(String why, RegistryException failure, Way way) {
            this(why, failure, way, failure);
        }
    }

    /** How a blob is sent. */
    enum Way {
        /** In one piece, where the host takes that. */
        STREAMED,
        /** In chunks, where the host takes them. */
        CHUNKED
    }
}
