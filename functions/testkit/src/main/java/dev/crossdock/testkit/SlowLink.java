package dev.crossdock.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A long way to a loopback port: each connection is as slow as it is told to be, in each direction, and each byte takes
 * half a round trip. A connection's first bytes take one and a half, as its handshake would. Paced by the clock.
 */
public final class SlowLink implements AutoCloseable {
    /**
     * What the way is like.
     *
     * @param bytesPerSecond of one connection in one direction
     * @param roundTrip      what is added to each exchange
     * @param cutAfter       a connection ends after so many bytes towards the client
     */
    public record Way(long bytesPerSecond, Duration roundTrip, long cutAfter) {
        /** As fast as this machine, without end. */
        public static final Way FREE = new Way(Long.MAX_VALUE, Duration.ZERO, Long.MAX_VALUE);

        /** The same, with a connection's speed limited. */
        public Way withBytesPerSecond(long newBytesPerSecond) {
            return new Way(newBytesPerSecond, roundTrip, cutAfter);
        }

        /** The same, with a longer round trip. */
        public Way withRoundTrip(Duration newRoundTrip) {
            return new Way(bytesPerSecond, newRoundTrip, cutAfter);
        }

        /** The same, with connections that end after so many bytes towards the client. */
        public Way withCutAfter(long newCutAfter) {
            return new Way(bytesPerSecond, roundTrip, newCutAfter);
        }
    }

    private static final int BACKLOG = 200;
    private static final int PIECE_BYTES = 32 << 10;
    /** With a round trip of 100 ms, room for some 40 MB/s on each connection. */
    private static final int MAXIMUM_PIECES = 64;
    private static final Piece END = new Piece(new byte[0], 0, 0);

    /** Bytes on their way, and when they arrive. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Piece(byte[] bytes, int count, long arrivesNanos) {}

    private final Connections connections = new Connections();
    private final ServerSocket listener;
    private final int behind;
    private final Way way;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong delivered = new AtomicLong();

    private SlowLink(ServerSocket listener, int behind, Way way) {
        this.listener = listener;
        this.behind = behind;
        this.way = way;
    }

    /** Listens on a free port of its own. */
    public static SlowLink inFrontOf(int port, Way way) throws IOException {
        SlowLink link = new SlowLink(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), port, way);
        link.connections.add(link.listener);
        link.connections.run("slow-link", link::accept);
        return link;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** How many bytes went towards clients so far. */
    public long delivered() {
        return delivered.get();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = connections.add(listener.accept());
            accepted.incrementAndGet();
            Socket server;
            try {
                server = connections.add(new Socket(InetAddress.getLoopbackAddress(), behind));
            } catch (IOException e) {
                connections.end(client);
                continue;
            }
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(new Lane(client, server, way.roundTrip().multipliedBy(3).dividedBy(2), false));
            start(new Lane(server, client, way.roundTrip().dividedBy(2), true));
        }
    }

    /** One direction; its first bytes take longer. */
    private record Lane(Socket from, Socket to, Duration firstDelay, boolean toClient) {}

    /** One thread takes bytes in and says when they arrive, another hands them on when it is time. */
    private void start(Lane lane) {
        BlockingQueue<Piece> underWay = new ArrayBlockingQueue<>(MAXIMUM_PIECES);
        connections.run("slow-in", () -> {
            try {
                takeIn(lane, underWay);
            } finally {
                underWay.put(END);
            }
        });
        connections.run("slow-out", () -> {
            try (OutputStream out = lane.to().getOutputStream()) {
                handOn(underWay, out, lane.toClient());
            } finally {
                connections.end(lane.from());
                connections.end(lane.to());
                underWay.clear(); // room for whoever takes in: it would wait for ever, and hear of no end
            }
        });
    }

    private void takeIn(Lane lane, BlockingQueue<Piece> underWay) throws IOException, InterruptedException {
        InputStream in = lane.from().getInputStream();
        long delay = lane.firstDelay().toNanos();
        long free = System.nanoTime();
        for (long left = lane.toClient() ? way.cutAfter() : Long.MAX_VALUE; left > 0;) {
            byte[] bytes = new byte[(int) Math.min(PIECE_BYTES, left)];
            int count = in.read(bytes);
            if (count < 0) {
                return;
            }
            free = Math.max(free, System.nanoTime()) + nanosFor(count);
            underWay.put(new Piece(bytes, count, free + delay));
            delay = way.roundTrip().toNanos() / 2;
            left -= count;
        }
    }

    private long nanosFor(int bytes) {
        return (long) ((double) bytes / way.bytesPerSecond() * TimeUnit.SECONDS.toNanos(1));
    }

    private void handOn(BlockingQueue<Piece> underWay, OutputStream out, boolean toClient)
            throws IOException, InterruptedException {
        for (Piece piece = underWay.take(); piece.count() > 0; piece = underWay.take()) {
            long early = piece.arrivesNanos() - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            if (toClient) {
                delivered.addAndGet(piece.count());
            }
            out.write(piece.bytes(), 0, piece.count());
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
