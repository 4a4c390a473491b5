package dev.crossdock.registry.jetty.operation;

import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import org.eclipse.jetty.server.Server;

/** Begins and ends to listen. */
final class Listening {
    private Listening() {}

    /** Throws where it cannot, naming the configuration's key; then nothing is left behind. */
    static void start(Server server, ListenAddress address, String key) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            String remedy = e instanceof BindException || e.getCause() instanceof BindException
                    ? ": another program listens there, or the address is not this machine's: set another " + key
                    : "";
            throw new IOException("listen on %s: %s%s".formatted(address, e.getMessage(), remedy), e);
        }
    }

    static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("stop the registry's HTTP server: " + e, e);
        }
    }
}
