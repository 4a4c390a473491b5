package dev.crossdock.client.http;

import dev.crossdock.client.limits.Budgets;
import java.time.Duration;

/** How to wait between two attempts, and for how long at all: a process sleeps, a test takes note. */
@FunctionalInterface
public interface Pauses extends Budgets.Waiting {
    /** Sleeps. */
    Pauses SLEEPING = Thread::sleep;

    /** Returns when the time is over. */
    @Override
    void pause(Duration length) throws InterruptedException;
}
