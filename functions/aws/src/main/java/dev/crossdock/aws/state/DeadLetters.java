package dev.crossdock.aws.state;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * The dead-letter queues. SQS lists nothing: to look is to receive, and to give back at once; who looks at the same time
 * sees fewer. What SQS's own redrive brought (a function that crashed or ran out of time every time) carries no reason,
 * and is said to be so.
 */
final class DeadLetters {
    /** Of one queue, in one look. */
    static final int MOST_SEEN = 1_000;
    private static final Duration LOOKED_AT = Duration.ofSeconds(60);

    private final QueueUrls urls;
    private final SqsCalls calls;
    private final LargeBodies bodies;
    private final InstantSource clock;
    private final Duration wait;

    /** Looks wait so long: an empty answer to a look that does not wait says little on AWS. */
    DeadLetters(QueueUrls urls, SqsCalls calls, LargeBodies bodies, InstantSource clock, Duration wait) {
        this.urls = urls;
        this.calls = calls;
        this.bodies = bodies;
        this.clock = clock;
        this.wait = wait;
    }

    /** Adds one. */
    void add(Step step, Envelope envelope, String reason) {
        // A group each: of a FIFO queue, a group is handed out no further while one of it is looked at.
        String id = UUID.randomUUID().toString();
        calls.send(urls.deadLettersOf(step), List.of(new SqsCalls.Entry(envelope.dead(reason, clock.millis()),
                Duration.ZERO, id, step == Step.PUBLISH ? id : "")));
    }

    /** The oldest of those that were seen first; of what this version cannot read there is no message. */
    List<Queue.DeadLetter> list(int maximum) {
        List<Queue.DeadLetter> letters = new ArrayList<>();
        for (Step step : Step.values()) {
            look(step, delivery -> {
                letters.add(letter(step, delivery));
                return Verdict.KEEP;
            });
        }
        return letters.stream().sorted(Comparator.comparing(Queue.DeadLetter::at)).limit(maximum).toList();
    }

    private Queue.DeadLetter letter(Step step, Delivery delivery) {
        Envelope envelope = Envelope.of(delivery);
        String reason = envelope.get(Envelope.REASON).orElseGet(() -> redriven(delivery.receiveCount()));
        return new Queue.DeadLetter(delivery.messageId(), step, read(envelope), reason, at(envelope, delivery));
    }

    private Optional<Message> read(Envelope envelope) {
        try {
            return bodies.body(envelope).map(MessageCodec::decode);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String redriven(int receives) {
        return "no reason: received %d times and never answered, so SQS moved it; see the log of the step's function for "
                .formatted(receives) + "a crash or a time-out";
    }

    private static Instant at(Envelope envelope, Delivery delivery) {
        return Instant.ofEpochMilli(envelope.number(Envelope.DIED_AT, delivery.sentTimestamp()));
    }

    /** Gives the letter of that id to the action, or sends it again unread, and removes it; says whether there was one. */
    boolean take(String id, BiConsumer<Message, Envelope> action) {
        for (Step step : Step.values()) {
            boolean[] found = {false};
            look(step, delivery -> {
                if (!delivery.messageId().equals(id)) {
                    return Verdict.KEEP;
                }
                Envelope envelope = Envelope.of(delivery);
                read(envelope).ifPresentOrElse(message -> action.accept(message, envelope),
                        () -> calls.send(urls.of(step), List.of(unread(step, envelope))));
                found[0] = true;
                return Verdict.REMOVE_AND_STOP;
            });
            if (found[0]) {
                return true;
            }
        }
        return false;
    }

    /** As it is: its step reads it anew, or gives the reason why not. */
    private SqsCalls.Entry unread(Step step, Envelope envelope) {
        String id = UUID.randomUUID().toString();
        return new SqsCalls.Entry(envelope.revived(clock.millis()), Duration.ZERO, id, step == Step.PUBLISH ? id : "");
    }

    private enum Verdict {
        KEEP, STOP, REMOVE_AND_STOP
    }

    private interface Look {
        Verdict at(Delivery delivery);
    }

    private void look(Step step, Look look) {
        String url = urls.deadLettersOf(step);
        List<Delivery> kept = new ArrayList<>();
        try {
            boolean stop = false;
            for (int seen = 0; seen < MOST_SEEN && !stop;) {
                List<Delivery> some = calls.receive(step, url,
                        new SqsCalls.Look(SqsCalls.MOST_IN_A_BATCH, LOOKED_AT, wait));
                kept.addAll(some);
                stop = some.isEmpty();
                seen += some.size();
                for (Delivery each : some) {
                    stop |= judge(url, each, look, kept);
                }
            }
        } finally {
            kept.forEach(each -> calls.hide(url, each.receipt(), Duration.ZERO));
        }
    }

    /** Says whether that was enough. */
    private boolean judge(String url, Delivery delivery, Look look, List<Delivery> kept) {
        Verdict verdict = look.at(delivery);
        if (verdict == Verdict.REMOVE_AND_STOP) {
            calls.delete(url, delivery.receipt());
            kept.remove(delivery);
        }
        return verdict != Verdict.KEEP;
    }
}
