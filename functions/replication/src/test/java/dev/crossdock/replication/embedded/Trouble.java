package dev.crossdock.replication.embedded;

import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue whose state is in trouble some times: what it is told to send, or that something is done, is lost. */
final class Trouble implements Queue {
    private final Queue queue;
    final AtomicInteger failsDone = new AtomicInteger();
    final AtomicInteger failsSend = new AtomicInteger();

    Trouble(Queue queue) {
        this.queue = queue;
    }

    @Override
    public void send(List<Outgoing> batch) {
        if (failsSend.getAndDecrement() > 0) {
            throw new StateException("disk full", null);
        }
        queue.send(batch);
    }

    @Override
    public void done(Received received) {
        if (failsDone.getAndDecrement() > 0) {
            throw new StateException("disk full", null);
        }
        queue.done(received);
    }

    @Override
    public List<Received> receive(Step step, int maximum, Duration visibility, Duration wait) {
        return queue.receive(step, maximum, visibility, wait);
    }

    @Override
    public void failed(Received received, Duration after) {
        if (failsDone.get() > 1000) {
            throw new StateException("disk full", null);
        }
        queue.failed(received, after);
    }

    @Override
    public void later(Received received, Duration after) {
        queue.later(received, after);
    }

    @Override
    public void bury(Received received, String reason) {
        queue.bury(received, reason);
    }

    @Override
    public List<DeadLetter> deadLetters(int maximum) {
        return queue.deadLetters(maximum);
    }

    @Override
    public boolean revive(String id) {
        return queue.revive(id);
    }

    @Override
    public int forgetDeadLetters(Instant before) {
        return queue.forgetDeadLetters(before);
    }

    @Override
    public long depth(Step step) {
        return queue.depth(step);
    }
}
