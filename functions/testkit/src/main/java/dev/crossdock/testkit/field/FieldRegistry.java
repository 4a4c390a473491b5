package dev.crossdock.testkit.field;

import dev.crossdock.testkit.Connections;
import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A registry in memory on a free loopback port, with modes laid on it, and a second port as another origin (a content
 * network, say). Whatever breaks a rule is a breach, and fails the test: {@link #close} throws.
 */
public final class FieldRegistry implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int MAXIMUM_BREACHES = 20;
    /** Small, so that what was sent and what the client has read do not differ by much. */
    private static final int SEND_BUFFER_BYTES = 32 << 10;

    private final Connections connections = new Connections();
    private final ServerSocket own;
    private final ServerSocket other;
    private final Content content = new Content();
    private final Traffic traffic = new Traffic();
    private final List<String> breaches = new ArrayList<>();
    private final Mode.Rest answers;

    private FieldRegistry(ServerSocket own, ServerSocket other, List<Mode> modes) {
        this.own = own;
        this.other = other;
        Mode.Rest rest = new PlainRegistry(this, content);
        for (Mode mode : modes.reversed()) {
            Mode.Rest beneath = rest;
            mode.laidOn(this);
            rest = request -> mode.answer(request, beneath);
        }
        this.answers = rest;
    }

    /** Starts it with these modes, the first one outermost. */
    public static FieldRegistry start(Mode... modes) throws IOException {
        FieldRegistry registry = new FieldRegistry(listen(), listen(), List.of(modes));
        registry.serve(registry.own, false);
        registry.serve(registry.other, true);
        return registry;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    private void serve(ServerSocket listener, boolean elsewhere) {
        connections.add(listener);
        connections.run("field-registry", () -> {
            while (!listener.isClosed()) {
                Socket socket = connections.add(listener.accept());
                connections.run("field-connection", () -> talk(socket, elsewhere));
            }
        });
    }

    private void talk(Socket socket, boolean elsewhere) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SEND_BUFFER_BYTES);
            Wire wire = new Wire(socket, elsewhere);
            while (wire.exchange(traffic, this::answer)) {
                // one request after the other
            }
        } catch (RuntimeException e) {
            breach("the registry itself failed: " + e);
        } finally {
            connections.end(socket);
        }
    }

    private FieldResponse answer(FieldRequest request) throws IOException {
        if (request.line().elsewhere() && request.header("Authorization").isPresent()) {
            breach("a credential at another origin: " + request);
        }
        return answers.answer(request);
    }

    /** Puts an image in, as if it had been pushed before. */
    public FieldRegistry seed(SeededImage image, String repository, String tag) {
        content.seed(image, repository, tag);
        return this;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** The port it listens on. */
    public int port() {
        return own.getLocalPort();
    }

    /** The other origin, {@code http://127.0.0.1:anotherPort}. */
    public URI elsewhere() {
        return URI.create("http://127.0.0.1:" + other.getLocalPort());
    }

    /** What it holds. */
    public Content content() {
        return content;
    }

    /** What it was asked. */
    public Traffic traffic() {
        return traffic;
    }

    /** Takes note of what no client may do. */
    public synchronized void breach(String what) {
        if (breaches.size() < MAXIMUM_BREACHES) {
            breaches.add(what);
        }
    }

    /** Ends all connections; throws AssertionError where there was a breach: a request that nobody knows, for one. */
    @Override
    public void close() {
        connections.close();
        synchronized (this) {
            if (!breaches.isEmpty()) {
                throw new AssertionError("breaches: " + breaches);
            }
        }
    }
}
