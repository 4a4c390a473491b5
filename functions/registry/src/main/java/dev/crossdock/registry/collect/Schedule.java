package dev.crossdock.registry.collect;

import dev.crossdock.registry.content.ContentSettings.Purging;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects again and again, while the registry serves. */
public final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("collector").daemon().factory());

    private final Collector collector;

    private Schedule(Collector collector) {
        this.collector = collector;
    }

    /** Collects, and ends abandoned uploads, each by its own interval from now on; never, where there is none. */
    public static Schedule start(Collector collector, CollectorSettings settings, Optional<Purging> purging) {
        Schedule schedule = new Schedule(collector);
        settings.interval().map(Duration::toMillis).ifPresent(millis -> {
            ScheduledFuture<?> _ = schedule.clockwork.scheduleWithFixedDelay(
                    () -> schedule.collect(settings, purging), millis, millis, TimeUnit.MILLISECONDS);
        });
        purging.ifPresent(wanted -> {
            ScheduledFuture<?> _ = schedule.clockwork.scheduleWithFixedDelay(() -> schedule.purge(wanted),
                    wanted.interval().toMillis(), wanted.interval().toMillis(), TimeUnit.MILLISECONDS);
        });
        return schedule;
    }

    /** Whatever goes wrong is told, and the next one tries again. */
    private void collect(CollectorSettings settings, Optional<Purging> purging) {
        try {
            Collected collected = collector.collect(CollectionOrder.of(settings, purging, false, false), settings.retention(),
                    line -> LOG.debug("collector: {}", line));
            LOG.info("collector: {} went", collected);
        } catch (RuntimeException e) {
            LOG.error("collector: stopped, and begins anew in {}: {}", settings.interval().orElse(Duration.ZERO),
                    e.getMessage(), e);
        }
    }

    private void purge(Purging purging) {
        try {
            long ended = collector.purge(purging, line -> LOG.info("upload purging: {}", line));
            LOG.debug("upload purging: {} ended", ended);
        } catch (RuntimeException e) {
            LOG.error("upload purging: stopped, and begins anew in {}: {}", purging.interval(), e.getMessage(), e);
        }
    }

    /** Ends between two deletions: not by an interrupt, which would close files that are being written. */
    @Override
    public void close() {
        collector.stop();
        clockwork.shutdown();
        try {
            if (!clockwork.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("collector: it did not end within {} s", LONGEST_END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
