package dev.crossdock.registry.jetty;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The speed that a client has to keep up: each read and write may take as long as a connection may stand still, so one byte
 * at a time would hold a thread for ever. Only the time spent waiting for the client counts, and nobody saves up: each
 * window of waiting has to bring its share.
 */
final class Pace {
    /** Of a body that nobody wants: a thread is not kept for it. */
    static final int DRAINED_PER_SECOND = 1 << 20;
    /** How long that may take at a lower speed. */
    static final Duration DRAIN_WINDOW = Duration.ofSeconds(5);

    private final int slowest;
    private final Duration window;
    private long waitedNanos;
    private long count;

    private Pace(int slowest, Duration window) {
        this.slowest = slowest;
        this.window = window;
    }

    private static Pace of(HttpSettings.Limits limits) {
        return new Pace(limits.slowest(), limits.idle());
    }

    private void moved(long bytes, long nanos) throws SocketTimeoutException {
        count += bytes;
        waitedNanos += nanos;
        Duration waited = Duration.ofNanos(waitedNanos);
        if (waited.compareTo(window) <= 0) {
            return;
        }
        if (count < slowest * (double) waited.toMillis() / 1_000) {
            throw new SocketTimeoutException("the body moved too slowly: %d bytes in %s, wanted %d a second".formatted(
                    count, waited, slowest));
        }
        count = 0;
        waitedNanos = 0;
    }

    /** The body of a request. */
    static final class Body extends FilterInputStream {
        private Pace pace;

        Body(InputStream body, HttpSettings.Limits limits) {
            super(body);
            this.pace = Pace.of(limits);
        }

        /** From now on it is read only so that its sender gets to read the answer. */
        void drain() {
            pace = new Pace(DRAINED_PER_SECOND, DRAIN_WINDOW);
        }

        @Override
        public int read() throws IOException {
            long start = System.nanoTime();
            int read = super.read();
            pace.moved(read < 0 ? 0 : 1, System.nanoTime() - start);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long start = System.nanoTime();
            int read = super.read(buffer, offset, length);
            pace.moved(Math.max(read, 0), System.nanoTime() - start);
            return read;
        }
    }

    /** The body of an answer. A write blocks until all is taken, so somebody else has to look how it gets on. */
    static final class Sink {
        private final Response response;
        private final EndPoint connection;
        private final Scheduler scheduler;
        private final Pace pace;

        Sink(Request request, Response response, HttpSettings.Limits limits) {
            this.response = response;
            this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
            this.scheduler = request.getComponents().getScheduler();
            this.pace = Pace.of(limits);
        }

        /** Blocks until the client's system has taken all; the connection is closed where that takes too long. */
        void write(boolean isLast, ByteBuffer bytes) throws IOException {
            Write write = new Write(bytes);
            // What fits into the system's buffers is taken at once: nobody has to look.
            Callback.Completable taken = new Callback.Completable(Invocable.InvocationType.NON_BLOCKING);
            response.write(isLast, bytes, taken);
            try {
                if (!taken.isDone()) {
                    write.watch();
                }
                await(taken);
            } finally {
                write.end();
            }
        }

        private static void await(Callback.Completable taken) throws IOException {
            try {
                taken.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case null, default -> throw new IOException(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a client took its answer");
            }
        }

        /** Jetty moves the position of the very buffer as the client takes bytes. */
        private final class Write {
            private final ByteBuffer bytes;
            private int left;
            private long since = System.nanoTime();
            private boolean isOver;
            private Scheduler.Task next = () -> false;

            Write(ByteBuffer bytes) {
                this.bytes = bytes;
                this.left = bytes.remaining();
            }

            synchronized void watch() {
                next = scheduler.schedule(this::look, pace.window.toMillis(), TimeUnit.MILLISECONDS);
            }

            private synchronized void look() {
                try {
                    if (!isOver) {
                        count();
                        watch();
                    }
                } catch (SocketTimeoutException e) {
                    connection.close(e);
                }
            }

            synchronized void end() throws SocketTimeoutException {
                isOver = true;
                next.cancel();
                count();
            }

            private void count() throws SocketTimeoutException {
                long now = System.nanoTime();
                int rest = bytes.remaining();
                pace.moved(left - rest, now - since);
                left = rest;
                since = now;
            }
        }
    }
}
