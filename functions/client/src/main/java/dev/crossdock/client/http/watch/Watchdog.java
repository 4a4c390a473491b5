package dev.crossdock.client.http.watch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One thread that looks at every blob stream about once a second and cancels what stands still. */
public final class Watchdog implements AutoCloseable {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
    private static final int LOOKS_PER_STANDSTILL = 60;

    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();
    private final Duration interval;
    private final Runnable besides;
    private @Nullable Thread thread;
    private boolean closed;

    /** Looks often enough for this patience, and then does what else is to be done from time to time. */
    public Watchdog(Duration standstill, Runnable besides) {
        this.besides = besides;
        Duration wanted = standstill.dividedBy(LOOKS_PER_STANDSTILL);
        Duration atMost = wanted.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : wanted;
        this.interval = atMost.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : atMost;
    }

    /** How many looks fill the time, at least one. */
    public int looks(Duration time) {
        return (int) Math.clamp(time.dividedBy(interval), 1L, Integer.MAX_VALUE);
    }

    /** Watches the call from now on; starts the thread with the first. */
    public void add(Watched call) {
        calls.add(call);
        synchronized (this) {
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().daemon().name("crossdock-watchdog").start(this::run);
            }
        }
    }

    /** Watches it no more. */
    public void remove(Watched call) {
        calls.remove(call);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(interval);
                calls.forEach(Watched::look);
                besides.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Watches nothing more. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
    }
}
