package dev.crossdock.client.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one connection, in both directions. For one thread at a time. */
sealed interface Line permits PlainLine, TlsLine {
    /** Waits for at least one byte, takes what there is, and gives the count; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Sends all of it, in order. */
    void write(ByteBuffer... from) throws IOException;

    /** Whether nobody spoke since the last answer: what a server says unasked is its farewell. */
    boolean isQuiet();

    /** Ends the connection, and gives back what it held. */
    void end();
}
