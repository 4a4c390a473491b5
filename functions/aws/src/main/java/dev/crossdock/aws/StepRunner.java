package dev.crossdock.aws;

import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.aws.lambda.Trace;
import dev.crossdock.aws.state.AwsStateException;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.aws.state.SqsQueue;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.steps.FailurePolicy.Disposition;
import dev.crossdock.replication.steps.FailurePolicy;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives what a queue delivered to a step, and does with what fails what {@link FailurePolicy} says. What a delivery ends
 * with is one line in the log.
 */
final class StepRunner {
    /** For how long messages wait for a configuration that can be used; then they are dead letters, with the reason. */
    static final Duration CONFIGURATION_PATIENCE = Duration.ofHours(4);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int PART_OF_AGE = 4;

    /** What a step does with a message; facts for its line are told on the way. */
    interface Work {
        List<Queue.Outgoing> handle(Rig rig, Message message, StepLine line);
    }

    /** One invocation: its id, and what it does with each message. */
    record Errand(String requestId, Work work) {}

    private final Wiring wiring;
    private final SqsQueue queue;
    private final Errand errand;

    StepRunner(Wiring wiring, Errand errand) {
        this.wiring = wiring;
        this.queue = wiring.state().queue();
        this.errand = errand;
    }

    /** A line for what the step itself has no word on any more. */
    void unfinished(Delivery delivery, String why) {
        wiring.log(line(delivery, wiring.clock().instant()).with("error", why)
                .with("todo", "none: the queue delivers it again when its visibility time-out is over")
                .ended("unfinished", Duration.ZERO));
    }

    private StepLine line(Delivery delivery, Instant begun) {
        return new StepLine(delivery.step().name().toLowerCase(Locale.ROOT), begun)
                .with("requestId", errand.requestId).with("messageId", delivery.messageId())
                .with("trace", delivery.traceparent().map(Trace::id).orElse(""));
    }

    /** Whether the delivery is dealt with. */
    boolean run(Delivery delivery) {
        wiring.trace(delivery.traceparent().filter(Trace::isOne).orElse(""));
        wiring.ends().take(); // of a step before, on this thread, that failed after it had ended a route
        Instant begun = wiring.clock().instant();
        StepLine line = line(delivery, begun);
        String outcome = "failed";
        try {
            Optional<Queue.Received> received = queue.accept(delivery);
            outcome = received.isPresent() ? handle(delivery, received.get(), line) : "passed on";
            return !outcome.equals("retry");
        } catch (AwsStateException e) {
            // Not even what becomes of it could be said: the queue delivers it again, and in the end gives it up itself.
            line.with("error", String.valueOf(e.getMessage()));
            return false;
        } finally {
            wiring.log(line.ended(outcome, Duration.between(begun, wiring.clock().instant())));
            wiring.trace("");
        }
    }

    private String handle(Delivery delivery, Queue.Received received, StepLine line) {
        tell(received, line);
        Rig rig;
        try {
            rig = wiring.rig();
        } catch (SettingsException e) {
            return unconfigured(delivery, received, String.join("; ", e.problems()), line);
        } catch (AwsStateException e) {
            return e.isPassing()
                    ? fail(null, received, e, line)
                    : unconfigured(delivery, received, String.valueOf(e.getMessage()), line);
        } catch (RuntimeException e) {
            return fail(null, received, e, line);
        }
        try {
            queue.send(errand.work.handle(rig, received.message(), line));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // Errors, too: one message that asks too much must not cost those that came with it.
            return fail(rig, received, e, line);
        }
        acknowledged(received, line);
        String ended = wiring.ends().take();
        return ended.isEmpty() ? "done" : ended;
    }

    /** All is sent: what cannot be tidied up is no reason to do it again. A large body's object has a lifecycle. */
    private void acknowledged(Queue.Received received, StepLine line) {
        try {
            queue.acknowledged(received);
        } catch (AwsStateException e) {
            line.with("leftOver", String.valueOf(e.getMessage()));
        }
    }

    private static void tell(Queue.Received received, StepLine line) {
        line.with("failures", received.failures()).sentAt(received.sentAt());
        received.message().trail().ticket().ifPresent(id -> line.with("ticket", id));
        switch (received.message()) {
            case Message.Request request -> {
                line.with("image", request.source().toString());
                request.target().ifPresent(target -> line.with("target", target.toString()));
            }
            case Message.Copy task -> {
                tell(task.route(), task.run().job(), line);
                task.trail().relay().ifPresent(relay -> line.with("legs", relay.legs()));
            }
            case Message.Publish task -> tell(task.route(), task.run().job(), line);
        }
    }

    private static void tell(Route route, String job, StepLine line) {
        line.with("job", job).with("image", route.source().toString()).with("target", route.target().toString());
    }

    /** A person has to mend it, which takes a while: waiting costs no attempt, but it has an end. */
    private String unconfigured(Delivery delivery, Queue.Received received, String problem, StepLine line) {
        String why = "the configuration cannot be used: " + problem;
        Instant now = wiring.clock().instant();
        Instant since = delivery.heldSince().orElse(now);
        Duration age = Duration.between(since, now);
        line.with("error", why).with("todo",
                "correct the file or what it names; it is read again within a minute. What waits longer than "
                        + CONFIGURATION_PATIENCE.toHours() + " h is a dead letter: send those again then");
        if (age.compareTo(CONFIGURATION_PATIENCE) >= 0) {
            queue.bury(received, "%s; waited for %s".formatted(why, age));
            return "buried";
        }
        queue.hold(received, since, waitAt(age));
        return "wait";
    }

    /** How long what waits for a configuration waits next. */
    static Duration waitAt(Duration age) {
        Duration part = age.dividedBy(PART_OF_AGE);
        Duration wait = part.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : part;
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** AWS out of order is no more the message's fault than a registry is: its age counts, not its failures. */
    private static Throwable sorted(Throwable failure) {
        return failure instanceof AwsStateException aws && aws.isPassing()
                ? new RegistryException.Unavailable(new Circumstance("use queues and buckets", "", "AWS",
                        String.valueOf(aws.getMessage()), "an answer"), Optional.empty(), aws)
                : failure;
    }

    private String fail(@Nullable Rig rig, Queue.Received received, Throwable failure, StepLine line) {
        Message message = received.message();
        Duration age = Duration.between(received.sentAt(), wiring.clock().instant());
        line.with("error", failure instanceof RegistryException || failure instanceof AwsStateException
                ? String.valueOf(failure.getMessage())
                : failure.toString());
        return switch (FailurePolicy.decide(sorted(failure), message, received.failures(), age)) {
            case Disposition.Wait(Duration until) -> {
                queue.later(received, until);
                yield "wait";
            }
            case Disposition.Retry(Duration after) -> {
                queue.failed(received, after);
                yield "retry";
            }
            case Disposition.Bury(String reason) -> {
                queue.bury(received, reason);
                if (rig != null) {
                    message.trail().ticket().ifPresent(id -> rig.ledger()
                            .write(new Ticket(id, Ticket.State.FAILED, reason, wiring.clock().instant())));
                }
                yield "buried";
            }
        };
    }
}
