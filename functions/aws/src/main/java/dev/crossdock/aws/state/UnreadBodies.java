package dev.crossdock.aws.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Bodies on a step's queue that are no message of ours yet: they wait and die as messages do, unread. */
public final class UnreadBodies {
    private static final String TENANT = "unread";

    private final QueueUrls urls;
    private final SqsCalls calls;
    private final DeadLetters deadLetters;

    UnreadBodies(QueueUrls urls, SqsCalls calls, DeadLetters deadLetters) {
        this.urls = urls;
        this.calls = calls;
        this.deadLetters = deadLetters;
    }

    /** Since when its age counts. */
    public Instant sentAt(Delivery delivery) {
        return Instant.ofEpochMilli(Envelope.of(delivery).sentAt(delivery));
    }

    /** It comes again after a while, of a standard queue's; that is no failure. */
    public void later(Delivery delivery, Duration after) {
        Duration delay = after.compareTo(SqsQueue.LONGEST_DELAY) < 0 ? after : SqsQueue.LONGEST_DELAY;
        calls.send(urls.of(delivery.step()), List.of(new SqsCalls.Entry(again(delivery), delay, TENANT, "")));
        calls.delete(urls.of(delivery.step()), delivery.receipt());
    }

    /** It is a dead letter, with the reason. */
    public void bury(Delivery delivery, String reason) {
        deadLetters.add(delivery.step(), again(delivery), reason);
        calls.delete(urls.of(delivery.step()), delivery.receipt());
    }

    private static Envelope again(Delivery delivery) {
        Envelope envelope = Envelope.of(delivery);
        return envelope.without(Envelope.REASON, Envelope.DIED_AT).with(Envelope.SENT_AT, envelope.sentAt(delivery));
    }
}
