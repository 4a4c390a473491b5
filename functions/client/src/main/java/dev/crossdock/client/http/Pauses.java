package dev.crossdock.client.http;

import java.time.Duration;

/** How to wait between two attempts: a process sleeps, a test takes note. */
@FunctionalInterface
public interface Pauses {
    /** Sleeps. */
    Pauses SLEEPING = Thread::sleep;

    /** Returns when the time is over. */
    void pause(Duration length) throws InterruptedException;
}
