package dev.crossdock.client.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when somebody pauses, or when a test says so. */
final class Manual {
    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();

    long nanos() {
        return nanos.get();
    }

    synchronized void pause(Duration length) {
        pauses.add(length);
        pass(length);
    }

    void pass(Duration length) {
        nanos.addAndGet(length.toNanos());
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    synchronized Duration paused() {
        return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    Budgets budgets() {
        return new Budgets(this::nanos, this::pause);
    }

    /** Hosts that count as still at once. */
    Budgets impatientBudgets() {
        return new Budgets(this::nanos, this::pause, Duration.ofMillis(40));
    }
}
