package dev.crossdock.aws.lambda;

import dev.crossdock.client.http.Pauses;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The pauses of a process that has one invocation after the other, and never two: nobody is waited for beyond the time of
 * the one that runs.
 */
public final class InvocationPauses implements Pauses {
    private final AtomicReference<@Nullable TimeLeft> running = new AtomicReference<>();

    /** An invocation, until it is closed. */
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /** From now on the time counts. */
    public Running within(TimeLeft time) {
        running.set(time);
        return () -> running.compareAndSet(time, null);
    }

    @Override
    public Duration left() {
        TimeLeft time = running.get();
        return time == null ? Pauses.SLEEPING.left() : time.toWait();
    }

    @Override
    public void pause(Duration length) throws InterruptedException {
        Thread.sleep(length);
    }
}
