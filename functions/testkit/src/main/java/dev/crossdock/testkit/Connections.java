package dev.crossdock.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads and sockets of one double; closing it ends them all, and waits until they have ended. */
public final class Connections implements AutoCloseable {
    private static final long LONGEST_END_MILLIS = 5_000;

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    /** Runs the loop on a thread of its own, until it ends or breaks. */
    public synchronized Thread run(String name, Loop loop) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            try {
                loop.run();
            } catch (IOException | InterruptedException e) {
                // The other side went away, or we did: the end of this connection either way.
            }
        });
        if (!closed) {
            threads.removeIf(known -> !known.isAlive());
            threads.add(thread);
            thread.start();
        }
        return thread;
    }

    /** Waits, but not for ever, until the thread has ended. */
    static void awaitEnd(Thread thread) {
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a thread does. */
    @FunctionalInterface
    public interface Loop {
        /** Its work, until it ends or breaks. */
        void run() throws IOException, InterruptedException;
    }

    /** Takes note of a socket to close. */
    public <T extends Closeable> T add(T socket) {
        open.add(socket);
        return socket;
    }

    /** Closes one, and forgets it. */
    public void end(Closeable socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed, or as good as.
        }
    }

    void endAll() {
        open.forEach(this::end);
    }

    @Override
    public void close() {
        List<Thread> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(threads);
        }
        endAll();
        running.forEach(Thread::interrupt);
        running.forEach(Connections::awaitEnd);
        endAll();
    }
}
