package dev.crossdock.client.http.wire;

import java.time.Duration;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that blobs go over, kept for the next one. Safe for several threads. */
public final class BlobWire implements AutoCloseable {
    private record Kept(Connection connection, long since) {}

    private final Dialer dialer;
    private final int width;
    private final long keepNanos;
    private final Deque<Kept> idle = new ArrayDeque<>(); // the latest first
    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** How long a connection may take to stand, how many idle ones are kept, and for how long. */
    public BlobWire(Duration connect, int width, Duration keep) {
        this.dialer = new Dialer(connect);
        this.width = width;
        this.keepNanos = keep.toNanos();
    }

    /** An exchange that has not begun. It is to be closed. */
    public Exchange exchange(Origin origin, Message message) {
        Exchange exchange = new Exchange(this, origin, message);
        running.add(exchange);
        if (closed) {
            exchange.cancel();
        }
        return exchange;
    }

    /** Ends the connections that nobody wanted for too long. */
    public void sweep() {
        end(expired(System.nanoTime()));
    }

    private synchronized List<Connection> expired(long now) {
        List<Connection> expired = new ArrayList<>();
        while (!idle.isEmpty() && (idle.size() > width || now - idle.getLast().since >= keepNanos)) {
            expired.add(idle.removeLast().connection);
        }
        return expired;
    }

    private static void end(List<Connection> connections) {
        connections.forEach(Connection::end);
    }

    Connection dial(Origin origin, Breaker breaker) throws IOException {
        return dialer.dial(origin, breaker);
    }

    /** A kept connection that still stands. */
    Optional<Connection> kept(Origin origin) {
        sweep();
        for (Optional<Connection> found = poll(origin); found.isPresent(); found = poll(origin)) {
            if (found.get().renew()) {
                return found;
            }
            found.get().end();
        }
        return Optional.empty();
    }

    private synchronized Optional<Connection> poll(Origin origin) {
        for (Iterator<Kept> all = idle.iterator(); all.hasNext();) {
            Connection connection = all.next().connection;
            if (connection.origin().equals(origin)) {
                all.remove();
                return Optional.of(connection);
            }
        }
        return Optional.empty();
    }

    void keep(Connection connection) {
        List<Connection> over;
        synchronized (this) {
            long now = System.nanoTime();
            idle.addFirst(new Kept(connection, now));
            over = closed ? drained() : expired(now);
        }
        end(over);
    }

    private List<Connection> drained() {
        List<Connection> all = idle.stream().map(Kept::connection).toList();
        idle.clear();
        return all;
    }

    void over(Exchange exchange) {
        running.remove(exchange);
    }

    /** Ends what is under way, and every connection. */
    @Override
    public void close() {
        List<Connection> all;
        synchronized (this) {
            closed = true;
            all = drained();
        }
        end(all);
        running.forEach(Exchange::cancel);
    }
}
