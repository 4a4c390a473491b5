package dev.crossdock.replication.memory;

import dev.crossdock.image.Descriptor;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Ledger;
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
import dev.crossdock.transfer.BlobOutcome;
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
import java.util.function.Consumer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries requests through all steps, each on the thread that asks and a fan-out, and returns when it is at its end.
 * Several threads may ask at once: what one of them moves, the others find moved.
 */
public final class ImmediateReplication {
    /**
     * For how long the plan's reading of the source's tag stands for the one before the put. One process, one run for
     * each target tag: nobody else here could have put a newer one since, and both tags are read after the put.
     */
    static final Duration TAG_BELIEVED = Duration.ofSeconds(1);
    private static final Rules NO_RULES = new Rules(List.of());

    private final KnownBlobs registries;
    private final Fanout fanout;
    private final Ledger ledger = new MemoryLedger();
    private final ImagePlanner planner;
    private final BlobTransfer transfer;

    /** Asks and streams on the fan-out's threads. */
    public ImmediateReplication(Registries registries, Fanout fanout) {
        this(registries, fanout, Checkpoints.NONE);
    }

    /** The same, whose large blobs go on from the checkpoints that an earlier process left. */
    public ImmediateReplication(Registries registries, Fanout fanout, Checkpoints checkpoints) {
        this.registries = new KnownBlobs(registries);
        this.fanout = fanout;
        this.planner = new ImagePlanner(fanout);
        this.transfer = new BlobTransfer(new SingleFlight(), new AdaptiveSender(new RangedFeeds(), checkpoints));
    }

    /**
     * Replicates as much of one image as the extent says, and tells the progress of its blobs. Throws
     * {@link dev.crossdock.transfer.RegistryException} naming the failing side; the target's tag is then what it was
     * before.
     */
    public Outcome run(Route route, Extent extent, BlobProgress progress) {
        KnownBlobs.Place place = new KnownBlobs.Place(route.target().registry(), route.target().repository());
        return new Carriage(new Arrivals(progress, blob -> registries.add(place, blob.digest()))).carry(route, extent);
    }

    /** Tells the progress on, and of each blob that is in the target. */
    private static final class Arrivals extends BlobProgress.Relay {
        private final Consumer<Descriptor> arrived;

        Arrivals(BlobProgress progress, Consumer<Descriptor> arrived) {
            super(progress);
            this.arrived = arrived;
        }

        @Override
        public void finished(Descriptor blob, BlobOutcome outcome) {
            arrived.accept(blob);
            super.finished(blob, outcome);
        }
    }

    /** One request on its way. */
    private final class Carriage implements Observer {
        private final AtomicReference<Optional<Outcome>> end = new AtomicReference<>(Optional.empty());
        private final PlanStep plan;
        private final CopyStep copy;
        private final PublishStep publish;

        Carriage(BlobProgress progress) {
            StepContext context = new StepContext(registries, ledger, fanout, InstantSource.system(), this,
                    TAG_BELIEVED);
            this.plan = new PlanStep(context, NO_RULES, planner);
            this.copy = new CopyStep(context, transfer, progress);
            this.publish = new PublishStep(context, planner);
        }

        @Override
        public void ended(Route route, Outcome outcome) {
            end.set(Optional.of(outcome));
        }

        Outcome carry(Route route, Extent extent) {
            // A ticket, so that an image that is not there is a failure and not an old event.
            Message.Trail trail = new Message.Trail(Optional.of("command"), 0, Optional.of(extent));
            Deque<Queue.Outgoing> waiting = new ArrayDeque<>();
            waiting.add(new Queue.Outgoing(
                    new Message.Request(route.source(), Optional.of(route.target()), Optional.empty(), trail),
                    Optional.empty()));
            while (!waiting.isEmpty()) {
                waiting.addAll(handleTogether(takeAlike(waiting)));
            }
            return end.get().orElseThrow(() -> new IllegalStateException("no step told how the replication ended"));
        }

        private List<Queue.Outgoing> handleTogether(List<Queue.Outgoing> messages) {
            ConcurrentLinkedQueue<Queue.Outgoing> following = new ConcurrentLinkedQueue<>();
            fanout.each(messages, message -> {
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

    private static void waitUntil(Instant time) {
        Duration left = Duration.between(Instant.now(), time);
        if (left.isPositive()) {
            Pause.SLEEP.wait(left);
        }
    }
}
