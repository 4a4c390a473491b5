package dev.crossdock.registry.jetty.operation;

import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends to listen. */
public final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private Listening() {}

    /** Throws where it cannot, naming the configuration's key; then nothing is left behind. */
    public static void start(Server server, ListenAddress address, String key) throws IOException {
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

    /** Requests that take longer than the server's stop may are cut off. */
    public static void stop(Server server) {
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.warn("ends: requests that took longer than {} ms are cut off; http.draintimeout says how long they may",
                    server.getStopTimeout());
        } catch (Exception e) {
            throw new IllegalStateException("stop the registry's HTTP server: " + e, e);
        }
    }
}
