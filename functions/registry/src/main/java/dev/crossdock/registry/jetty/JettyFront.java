package dev.crossdock.registry.jetty;

import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A listening socket, and the threads that answer on it. */
public final class JettyFront implements AutoCloseable {
    /** The most requests in work at once; each holds one thread, and at most two buffers of {@link #BUFFER_BYTES}. */
    static final int MAXIMUM_THREADS = 200;
    /** Read and written at a time: 16 KiB halves the speed of a push, more than this only costs memory. */
    static final int BUFFER_BYTES = 128 << 10;
    /** How long a stop waits for requests in work. */
    static final Duration STOP = Duration.ofSeconds(10);

    /** How long a connection may stand still while there are as many as there may be. */
    static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(5);

    private static final int MINIMUM_THREADS = 8;
    private static final int RESPONSE_HEADER_BYTES = 32 << 10;

    private final Server server;
    private final ServerConnector connector;

    private JettyFront(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Listens as the settings have it; port 0 takes a free one. Throws where that cannot be, or a file cannot be used. */
    public static JettyFront start(HttpSettings settings, RegistryApi api) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(MAXIMUM_THREADS, MINIMUM_THREADS);
        threads.setName("registry");
        Server server = new Server(threads, null, new ArrayByteBufferPool(-1, -1, BUFFER_BYTES));
        ServerConnector connector = new ServerConnector(server, protocols(settings));
        ListenAddress address = settings.address();
        connector.setHost(address.host().isEmpty() ? null : address.host());
        connector.setPort(address.port());
        connector.setIdleTimeout(settings.limits().idle().toMillis());
        connector.setShutdownIdleTimeout(Duration.ofSeconds(1).toMillis());
        server.addConnector(connector);
        NetworkConnectionLimit limit = new NetworkConnectionLimit(settings.limits().connections(), connector);
        limit.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
        server.addBean(limit);
        server.setHandler(new GracefulHandler(new JettyHandler(api, settings)));
        server.setErrorHandler(new JettyErrors(settings));
        server.setStopTimeout(STOP.toMillis());
        JettyFront front = new JettyFront(server, connector);
        front.begin(address);
        return front;
    }

    private static ConnectionFactory[] protocols(HttpSettings settings) throws IOException {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(settings.limits().headerBytes());
        configuration.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
        configuration.setOutputBufferSize(BUFFER_BYTES);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        http.setInputBufferSize(BUFFER_BYTES);
        if (settings.tls().isEmpty()) {
            return new ConnectionFactory[]{http};
        }
        // Only who knows the names of the certificate asks by one of them, so the name is not held against it here.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[]{new SslConnectionFactory(ServerTls.of(settings.tls().get()),
                http.getProtocol()), http};
    }

    private void begin(ListenAddress address) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            close();
            String remedy = e instanceof BindException || e.getCause() instanceof BindException
                    ? ": another program listens there, or the address is not this machine's: set another http.addr"
                    : "";
            throw new IOException("listen on %s: %s%s".formatted(address, e.getMessage(), remedy), e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no more requests, and waits a while for those in work. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("stop the registry's HTTP server: " + e, e);
        }
    }
}
