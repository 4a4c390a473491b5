package dev.crossdock.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** A network in front of a loopback port: it can lose connections, hold them, or be down altogether. */
public final class FlakyProxy implements AutoCloseable {
    private static final int PIECE_BYTES = 16 << 10;
    private static final int BACKLOG = 50;

    private final Connections connections = new Connections();
    private final int behind;
    private final int port;
    private ServerSocket listener;
    private long cutAfter = Long.MAX_VALUE;
    private boolean holding;
    private boolean down;
    private int accepted;
    private final AtomicLong passed = new AtomicLong();
    private Thread acceptor;

    private FlakyProxy(int behind, ServerSocket listener) {
        this.behind = behind;
        this.listener = listener;
        this.port = listener.getLocalPort();
        this.acceptor = serve();
    }

    /** Listens on a free port of its own; lets everything pass until told otherwise. */
    public static FlakyProxy inFrontOf(int port) throws IOException {
        return new FlakyProxy(port, listen(0));
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        return socket;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The port it listens on, also while it is down. */
    public int port() {
        return port;
    }

    /** Every connection from now on is closed after so many bytes towards the client; {@code Long.MAX_VALUE}: none. */
    public synchronized FlakyProxy cutAfter(long bytes) {
        cutAfter = bytes;
        return this;
    }

    /** Nothing moves in either direction until {@link #release}; connections are accepted. */
    public synchronized FlakyProxy hold() {
        holding = true;
        return this;
    }

    /** Everything moves again. */
    public synchronized FlakyProxy release() {
        holding = false;
        notifyAll();
        return this;
    }

    /** Loses all connections and refuses new ones. */
    public FlakyProxy down() {
        Thread accepting;
        synchronized (this) {
            down = true;
            accepting = acceptor;
        }
        connections.endAll();
        // The kernel listens until the blocked accept() has returned.
        Connections.awaitEnd(accepting);
        connections.endAll();
        return this;
    }

    /** Listens again, on the same port. */
    public synchronized FlakyProxy up() throws IOException {
        if (down) {
            down = false;
            listener = listen(port);
            acceptor = serve();
        }
        return this;
    }

    /** How many connections were accepted so far. */
    public synchronized int accepted() {
        return accepted;
    }

    /** How many bytes passed towards clients so far, those among them that a client did not live to read. */
    public long passed() {
        return passed.get();
    }

    private Thread serve() {
        ServerSocket serving = connections.add(listener);
        return connections.run("flaky-proxy", () -> {
            while (!serving.isClosed()) {
                connect(connections.add(serving.accept()));
            }
        });
    }

    private void connect(Socket client) throws IOException {
        long limit;
        synchronized (this) {
            accepted++;
            limit = cutAfter;
        }
        Socket server;
        try {
            server = connections.add(new Socket(InetAddress.getLoopbackAddress(), behind));
        } catch (IOException e) {
            connections.end(client);
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        connections.run("flaky-request", () -> pump(client, server, Long.MAX_VALUE, new AtomicLong()));
        connections.run("flaky-response", () -> pump(server, client, limit, passed));
    }

    private void pump(Socket from, Socket to, long limit, AtomicLong counter) throws IOException, InterruptedException {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            byte[] piece = new byte[PIECE_BYTES];
            for (long left = limit; left > 0;) {
                int count = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (count < 0) {
                    return;
                }
                awaitRelease();
                counter.addAndGet(count);
                out.write(piece, 0, count);
                left -= count;
            }
        } finally {
            connections.end(from);
            connections.end(to);
        }
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (holding) {
            wait();
        }
    }

    @Override
    public void close() {
        release();
        connections.close();
    }
}
