package dev.crossdock.registry.operation;

import dev.crossdock.registry.operation.HealthSettings.Schedule;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check that is made again and again, on a thread of its own: one that hangs holds up no other, and is taken for a failure
 * after a while.
 */
final class WatchedCheck implements AutoCloseable {
    /** How long a check may take before it counts as failing. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(WatchedCheck.class);
    private static final long IDLE = Long.MIN_VALUE;

    private final String name;
    private final Schedule schedule;
    private final Check check;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<String> reason = Optional.empty();
    private volatile long began = IDLE;
    private int failures;

    WatchedCheck(String name, Schedule schedule, Check check) {
        this.name = name;
        this.schedule = schedule;
        this.check = check;
        this.thread = Thread.ofVirtual().name("health " + name).unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    String name() {
        return name;
    }

    /** Why the registry is not well; empty where this check says nothing against it. */
    Optional<String> failure() {
        long begun = began;
        return begun != IDLE && System.nanoTime() - begun > LONGEST.toNanos()
                ? Optional.of("no answer for more than %d s".formatted(LONGEST.toSeconds()))
                : reason;
    }

    private void watch() {
        try {
            do {
                began = System.nanoTime();
                found(look());
                began = IDLE;
            } while (!end.await(schedule.interval().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            // The end, too.
        }
    }

    private Optional<String> look() throws InterruptedException {
        try {
            return check.failure();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void found(Optional<String> failure) {
        failures = failure.isPresent() ? failures + 1 : 0;
        Optional<String> now = failures >= schedule.threshold() ? failure : Optional.empty();
        if (now.isPresent() && reason.isEmpty()) {
            LOG.warn("health: {} fails, {} times in a row: {}: every request is answered with 503", name, failures,
                    now.get());
        } else if (now.isEmpty() && reason.isPresent()) {
            LOG.info("health: {} is well again", name);
        }
        reason = now;
    }

    @Override
    public void close() {
        end.countDown();
        thread.interrupt();
    }
}
