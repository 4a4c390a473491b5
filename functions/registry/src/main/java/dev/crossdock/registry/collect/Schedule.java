package dev.crossdock.registry.collect;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects again and again, while the registry serves. */
public final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("collector").daemon().factory());

    private Schedule() {}

    /** Collects every interval from now on; never, where there is none. */
    public static Schedule start(Collector collector, CollectorSettings settings) {
        Schedule schedule = new Schedule();
        settings.interval().map(Duration::toMillis).ifPresent(millis -> {
            ScheduledFuture<?> _ = schedule.clockwork.scheduleWithFixedDelay(
                    () -> schedule.collect(collector, settings), millis, millis, TimeUnit.MILLISECONDS);
        });
        return schedule;
    }

    /** Whatever goes wrong is told, and the next one tries again. */
    private void collect(Collector collector, CollectorSettings settings) {
        try {
            Collected collected = collector.collect(CollectionOrder.of(settings, false, false), settings.retention(),
                    line -> LOG.debug("collector: {}", line));
            LOG.info("collector: {} went", collected);
        } catch (RuntimeException e) {
            LOG.error("collector: stopped, and begins anew in {}: {}", settings.interval().orElse(Duration.ZERO),
                    e.getMessage(), e);
        }
    }

    /** Ends between two deletions; whatever is half done is done again by the next collector. */
    @Override
    public void close() {
        clockwork.shutdownNow();
    }
}
