package dev.crossdock.client.http.wire;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Lets another thread end an exchange: it closes the socket, whatever the exchange's own thread waits for there. */
final class Breaker {
    private @Nullable SocketChannel channel;
    private boolean cut;

    /** This is the socket of the exchange now. */
    synchronized void guard(SocketChannel current) throws IOException {
        if (cut) {
            PlainLine.end(current);
            throw new SocketException("the exchange was cancelled");
        }
        channel = current;
    }

    /** The exchange is over, the socket serves another one. */
    synchronized void release() {
        channel = null;
    }

    synchronized void cut() {
        cut = true;
        if (channel != null) {
            PlainLine.end(channel);
        }
    }

    synchronized boolean isCut() {
        return cut;
    }
}
