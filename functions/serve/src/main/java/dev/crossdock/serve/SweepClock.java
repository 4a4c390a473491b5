package dev.crossdock.serve;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps hourly; the first time soon after the start, for what was missed while nobody listened. */
final class SweepClock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SweepClock.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofHours(1);

    private final ScheduledExecutorService executor = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("sweep").daemon().factory());

    private final ScheduledFuture<?> sweeps;

    SweepClock(Runnable sweep) {
        this.sweeps = executor.scheduleAtFixedRate(() -> {
            try {
                sweep.run();
            } catch (RuntimeException | Error e) { // or no other sweep would ever follow
                LOG.error("sweep: {}; the next one is in an hour", e.toString());
            }
        }, FIRST.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        sweeps.cancel(true);
        executor.shutdownNow();
    }
}
