package dev.crossdock.registry.collect;

import dev.crossdock.registry.content.ContentSettings.Purging;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects again and again, while the registry serves. */
public final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private static final Duration LONGEST_FIRST = Duration.ofHours(1);
    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("collector").daemon().factory());

    private final Collector collector;

    private Schedule(Collector collector) {
        this.collector = collector;
    }

    /** Collects, and ends abandoned uploads, each soon and then by its own interval; never, where there is none. */
    public static Schedule start(Collector collector, CollectorSettings settings, Optional<Purging> purging) {
        Schedule schedule = new Schedule(collector);
        settings.interval().ifPresent(interval -> schedule.repeat(interval, "collector",
                () -> schedule.collect(settings, purging)));
        purging.ifPresent(wanted -> schedule.repeat(wanted.interval(), "upload purging", () -> schedule.purge(wanted)));
        return schedule;
    }

    private void repeat(Duration interval, String name, Runnable task) {
        ScheduledFuture<?> _ = clockwork.scheduleWithFixedDelay(() -> run(interval, name, task),
                firstDelay(interval, ThreadLocalRandom.current()).toMillis(), interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Not after a whole interval, which a registry that is restarted each night may never live to see; nor always the same,
     * for replicas that are started together.
     */
    static Duration firstDelay(Duration interval, RandomGenerator random) {
        Duration longest = interval.compareTo(LONGEST_FIRST) < 0 ? interval : LONGEST_FIRST;
        return Duration.ofMillis(random.nextLong(longest.toMillis() + 1));
    }

    /** Whatever goes wrong is told, and the next one tries again: an Error too, which would end the schedule in silence. */
    private static void run(Duration interval, String name, Runnable task) {
        try {
            task.run();
        } catch (Lease.HeldException e) {
            LOG.info("{}: {}", name, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("{}: stopped, and begins anew in {}: {}", name, interval, e.getMessage(), e);
        }
    }

    private void collect(CollectorSettings settings, Optional<Purging> purging) {
        Collected collected = collector.collect(CollectionOrder.of(settings, purging, false, false),
                settings.retention(), line -> LOG.debug("collector: {}", line));
        LOG.info("collector: {} went", collected);
    }

    private void purge(Purging purging) {
        long ended = collector.purge(purging, line -> LOG.info("upload purging: {}", line));
        LOG.debug("upload purging: {} ended", ended);
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
