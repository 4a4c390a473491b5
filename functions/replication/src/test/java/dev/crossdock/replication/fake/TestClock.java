package dev.crossdock.replication.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes one step with every look, and further when it is told to. */
public final class TestClock implements InstantSource {
    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Duration step;

    /** Goes on by {@code step} with every look; zero stands still. */
    public TestClock(Duration step) {
        this.step = step;
    }

    /** Stands still. */
    public TestClock() {
        this(Duration.ZERO);
    }

    @Override
    public Instant instant() {
        return now.getAndUpdate(time -> time.plus(step));
    }

    public void pass(Duration duration) {
        now.updateAndGet(time -> time.plus(duration));
    }

    public void set(Instant time) {
        now.set(time);
    }
}
