package dev.crossdock.registry.jetty.operation;

import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.Operation;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The listener for those who run the registry. It has threads of its own, so that it answers also where clients keep all
 * others busy, and while the registry ends.
 */
public final class DebugFront implements AutoCloseable {
    /** The most threads: one accepts, one selects, the others answer. */
    static final int MAXIMUM_THREADS = 6;
    /** How long a connection may stand still. */
    static final Duration IDLE = Duration.ofSeconds(30);

    private static final int HEADER_BYTES = 8 << 10;

    private final Server server;
    private final ServerConnector connector;

    private DebugFront(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Listens on the address; port 0 takes a free one. */
    public static DebugFront start(DebugSettings settings, Operation operation) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(MAXIMUM_THREADS, 2);
        threads.setName("debug");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        Server server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(settings.address().host().isEmpty() ? null : settings.address().host());
        connector.setPort(settings.address().port());
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.setHandler(new DebugHandler(settings, operation));
        Listening.start(server, settings.address(), "http.debug.addr");
        return new DebugFront(server, connector);
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        Listening.stop(server);
    }
}
