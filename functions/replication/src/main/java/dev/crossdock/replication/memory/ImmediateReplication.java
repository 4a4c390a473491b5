package dev.crossdock.replication.memory;

import dev.crossdock.plan.Rules;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.steps.CopyStep;
import dev.crossdock.replication.steps.ImagePlanner;
import dev.crossdock.replication.steps.PlanStep;
import dev.crossdock.replication.steps.PublishStep;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** Carries one request through all steps on the calling thread and a fan-out, and returns when it is at its end. */
public final class ImmediateReplication {
    private static final Rules NO_RULES = new Rules(List.of());

    private final StepContext context;
    private final PlanStep plan;
    private final CopyStep copy;
    private final PublishStep publish;
    private final AtomicReference<Optional<Outcome>> end = new AtomicReference<>(Optional.empty());

    /** One request at a time; progress and outcome are told to those given. */
    public ImmediateReplication(Registries registries, Fanout fanout, BlobProgress progress) {
        this(registries, fanout, progress, Checkpoints.NONE);
    }

    /** The same, whose large blobs go on from the checkpoints that an earlier process left. */
    public ImmediateReplication(Registries registries, Fanout fanout, BlobProgress progress, Checkpoints checkpoints) {
        Observer toEnd = new Observer() {
            @Override
            public void ended(Route route, Outcome outcome) {
                end.set(Optional.of(outcome));
            }
        };
        this.context = new StepContext(registries, new MemoryLedger(), fanout, InstantSource.system(), toEnd);
        ImagePlanner planner = new ImagePlanner(fanout);
        this.plan = new PlanStep(context, NO_RULES, planner);
        this.copy = new CopyStep(context,
                new BlobTransfer(new SingleFlight(), new AdaptiveSender(new RangedFeeds(), checkpoints)), progress);
        this.publish = new PublishStep(context, planner);
    }

    /**
     * Replicates one image. Throws {@link dev.crossdock.transfer.RegistryException} naming the failing side; the target's
     * tag is then what it was before.
     */
    public Outcome run(Endpoint source, Endpoint target) {
        // A ticket, so that an image that is not there is a failure and not an old event.
        Message.Trail trail = new Message.Trail(Optional.of("command"), 0);
        Deque<Queue.Outgoing> waiting = new ArrayDeque<>();
        waiting.add(new Queue.Outgoing(new Message.Request(source, Optional.of(target), Optional.empty(), trail),
                Optional.empty()));
        while (!waiting.isEmpty()) {
            waiting.addAll(handleTogether(takeAlike(waiting)));
        }
        return end.get().orElseThrow(() -> new IllegalStateException("no step told how the replication ended"));
    }

    /** The first message, and with a copy task all others that wait. */
    private static List<Queue.Outgoing> takeAlike(Deque<Queue.Outgoing> waiting) {
        List<Queue.Outgoing> alike = new ArrayList<>();
        alike.add(waiting.remove());
        while (alike.getFirst().message() instanceof Message.Copy && !waiting.isEmpty()
                && waiting.peek().message() instanceof Message.Copy) {
            alike.add(waiting.remove());
        }
        return alike;
    }

    private List<Queue.Outgoing> handleTogether(List<Queue.Outgoing> messages) {
        ConcurrentLinkedQueue<Queue.Outgoing> following = new ConcurrentLinkedQueue<>();
        context.fanout().each(messages, message -> {
            message.notBefore().ifPresent(ImmediateReplication::waitUntil);
            following.addAll(handle(message.message()));
        });
        return List.copyOf(following);
    }

    private List<Queue.Outgoing> handle(Message message) {
        return switch (message) {
            case Message.Request request -> plan.plan(request);
            case Message.Copy task -> copy.copy(task, Deadline.NONE);
            case Message.Publish task -> publish.publish(task);
        };
    }

    private static void waitUntil(Instant time) {
        Duration left = Duration.between(Instant.now(), time);
        if (left.isPositive()) {
            Pause.SLEEP.wait(left);
        }
    }
}
