package dev.crossdock.transfer;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** An open upload of one blob. Used once, by one thread: either streamed to its end, or cancelled. */
public interface Upload {
    /** Writes exactly the bytes of one blob. */
    @FunctionalInterface
    interface Body {
        /**
         * Writes to the target, which takes the whole of every buffer; an IOException comes from {@code target}, a
         * {@link RegistryException} from the source.
         */
        void writeTo(WritableByteChannel target) throws IOException;
    }

    /**
     * Sends the whole blob in one request and commits it under its digest (PUT). The body is called once. What it throws
     * breaks the connection, commits nothing, and is thrown on; a failure of the target is thrown as
     * {@link RegistryException} that names the target.
     */
    void stream(Body body);

    /** Tells the target to forget the upload; what goes wrong here is of no interest to anyone. */
    void cancel();
}
