package dev.crossdock.replication.embedded;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.steps.FailurePolicy.Disposition;
import dev.crossdock.replication.steps.FailurePolicy;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that take messages, give them to their steps, send what follows, and only then call them done. Stopping lets
 * what runs come to a checkpoint; what does not is received again after the next start.
 */
public final class Workers implements AutoCloseable {
    /** How long what runs at a stop may go on as if nothing were. */
    static final Duration GRACE = Duration.ofSeconds(10);
    /** How long a stop waits in all. */
    static final Duration LONGEST_STOP = Duration.ofSeconds(25);
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** A registry that does not answer must not keep all others from being asked. */
    private static final int PLANNERS_PER_WORKER = 4;
    /** The state has one owner, which hands out again at its start what was not done: a lease need not end by itself. */
    private static final Duration VISIBILITY = Duration.ofDays(1);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);

    private final Queue queue;
    private final Steps steps;
    private final StepContext context;
    private final List<Thread> threads = new ArrayList<>();
    /** Threads that wait for a message: a stop may interrupt these, and no other. */
    private final Set<Thread> waiting = new HashSet<>();
    private volatile boolean stopping;
    private volatile long graceEndsNanos;

    /** Starts {@code width} threads for each step, and more for planning, which mostly waits for answers. */
    public Workers(Queue queue, Steps steps, StepContext context, int width) {
        this.queue = queue;
        this.steps = steps;
        this.context = context;
        for (Step step : Step.values()) {
            int threadsOfStep = step == Step.PLAN ? width * PLANNERS_PER_WORKER : width;
            for (int i = 1; i <= threadsOfStep; i++) {
                String name = "%s-%d".formatted(step.name().toLowerCase(Locale.ROOT), i);
                threads.add(Thread.ofPlatform().name(name).daemon().start(() -> work(step)));
            }
        }
    }

    private void work(Step step) {
        while (!stopping) {
            try {
                for (Queue.Received received : receive(step)) {
                    handleOrGiveBack(received);
                }
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.error("{} step: {}", step, e.toString());
                    pause();
                }
            }
        }
    }

    private List<Queue.Received> receive(Step step) {
        synchronized (waiting) {
            if (stopping) {
                return List.of();
            }
            waiting.add(Thread.currentThread());
        }
        try {
            return queue.receive(step, 1, VISIBILITY, LOOK);
        } finally {
            synchronized (waiting) {
                waiting.remove(Thread.currentThread());
                boolean _ = Thread.interrupted(); // by a stop: what was received is handled all the same
            }
        }
    }

    /** Where the state itself is in trouble (a full disk), the message goes back once it can be written again. */
    private void handleOrGiveBack(Queue.Received received) {
        try {
            handle(received);
        } catch (RuntimeException e) {
            LOG.error("{} step, its message goes back: {}", received.message().step(), e.toString());
            boolean back = false;
            while (!back && !stopping) {
                pause();
                back = giveBack(received);
            }
        }
    }

    private boolean giveBack(Queue.Received received) {
        try {
            queue.failed(received, Duration.ZERO);
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} step, cannot give back: {}", received.message().step(), e.toString());
            return false;
        }
    }

    private void handle(Queue.Received received) {
        Instant begun = context.clock().instant();
        List<Queue.Outgoing> following;
        try {
            following = steps.handle(received.message(), this::isGraceOver);
        } catch (StateException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // An Error, too: one message that asks too much must not cost the thread that all others share.
            fail(received, e);
            return;
        }
        queue.send(following);
        queue.done(received);
        context.observer().handled(received.message(), Duration.between(begun, context.clock().instant()));
    }

    private void fail(Queue.Received received, Throwable failure) {
        Message message = received.message();
        Duration age = Duration.between(received.sentAt(), context.clock().instant());
        switch (FailurePolicy.decide(failure, message, received.failures(), age)) {
            case Disposition.Wait(Duration until) -> {
                LOG.info("{} step, waits for {} s: {}", message.step(), until.toMillis() / 1e3, failure.getMessage());
                queue.later(received, until);
                context.observer().delayed(message, failure, until);
            }
            case Disposition.Retry(Duration after) -> {
                LOG.warn("{} step, again in {} s: {}", message.step(), after.toMillis() / 1e3, failure.getMessage(),
                        withTrace(failure));
                queue.failed(received, after);
                context.observer().retried(message, failure, after);
            }
            case Disposition.Bury(String reason) -> {
                LOG.error("{} step, given up: {}", message.step(), reason);
                queue.bury(received, reason);
                message.trail().ticket().ifPresent(id -> context.ledger()
                        .write(new Ticket(id, Ticket.State.FAILED, reason, context.clock().instant())));
                context.observer().buried(message, reason);
            }
        }
    }

    /** A registry's failure says it all in its message; any other is a fault of ours, and wants its trace. */
    private static @Nullable Throwable withTrace(Throwable failure) {
        return failure instanceof RegistryException ? null : failure;
    }

    private boolean isGraceOver() {
        return stopping && System.nanoTime() - graceEndsNanos > 0;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_TROUBLE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes nothing new, and returns when what runs has ended or reached a checkpoint, or after the longest stop. */
    @Override
    public void close() {
        graceEndsNanos = System.nanoTime() + GRACE.toNanos();
        synchronized (waiting) {
            stopping = true;
            waiting.forEach(Thread::interrupt);
        }
        long end = System.nanoTime() + LONGEST_STOP.toNanos();
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    LOG.warn("{} did not stop in time: its message is received again after the next start",
                            thread.getName());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
