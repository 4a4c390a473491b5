package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.TransferTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Moves the blobs of one task, marks them, and where none is left of the run asks for its publication. */
public final class CopyStep {
    /** For how long a plan's knowledge of what the target lacks is trusted without asking again. */
    static final Duration PLAN_STAYS_FRESH = Duration.ofSeconds(2);
    /** After which the rest of a task is tried again: others move those blobs, or the process is about to stop. */
    static final Duration BUSY_PAUSE = Duration.ofSeconds(1);

    /** After which a task looks for the first time whether a blob that another function has claimed is there. */
    static final Duration CLAIM_PAUSE = Duration.ofSeconds(5);
    /** And after which at the latest: a function that is done says so, and one that died has a claim that ends. */
    static final Duration LONGEST_CLAIM_PAUSE = Duration.ofSeconds(60);
    /** How many deadlines in a row may pass while nothing gets any further: then a person has to look. */
    static final int MAXIMUM_VAIN_LEGS = 10;

    private final StepContext context;
    private final BlobTransfer transfer;
    private final BlobProgress progress;
    private final Claims claims;

    /** Moves with the given transfer, telling the progress; for a process that moves everything itself. */
    public CopyStep(StepContext context, BlobTransfer transfer, BlobProgress progress) {
        this(context, transfer, progress, Claims.NONE);
    }

    /** The same for one process of several: each blob is claimed before it moves. */
    public CopyStep(StepContext context, BlobTransfer transfer, BlobProgress progress, Claims claims) {
        this.context = context;
        this.transfer = transfer;
        this.progress = progress;
        this.claims = claims;
    }

    /**
     * What follows from the task: nothing while other tasks of the run are open, else the publication; a task for the
     * rest where the deadline passed, or where another task moves the same blobs. Throws {@link RegistryException.Refused}
     * where one deadline after the other passes and nothing gets any further.
     */
    public List<Queue.Outgoing> copy(Message.Copy task, Deadline deadline) {
        if (context.ledger().find(task.run()).isEmpty()) {
            // Its route is at its end. The publication of another run said so to its own asker only.
            return task.trail().ticket().isEmpty() ? List.of() : context.lookAgain(task.route(), task.trail());
        }
        Leg leg = new Leg(progress);
        Carrier carrier = new Carrier(task, leg, deadline);
        try {
            context.fanout().each(inOrder(task.blobs()), carrier::carry);
        } finally {
            // What was moved is marked, also when a later blob failed: the next attempt has less to ask.
            context.ledger().markDone(task.run(), leg.moved());
        }
        return next(task, leg, deadline);
    }

    /** Carries the blobs of one task. */
    private final class Carrier {
        private final Message.Copy task;
        private final Leg leg;
        private final Source source;
        private final Target target;
        private final Deadline deadline;
        private final TransferTerms terms;
        private final boolean stale;

        Carrier(Message.Copy task, Leg leg, Deadline deadline) {
            this.task = task;
            this.leg = leg;
            Route route = task.route();
            this.source = context.registries().source(route.source().registry(), route.source().repository());
            this.target = context.registries().target(route.target().registry(), route.target().repository());
            this.deadline = deadline;
            this.terms = new TransferTerms(deadline, leg, Pause.SLEEP);
            // Where others move blobs too, one that we have just claimed may have arrived by the claim before ours.
            this.stale = !claims.equals(Claims.NONE)
                    || context.clock().instant().isAfter(task.plannedAt().plus(PLAN_STAYS_FRESH));
        }

        void carry(Message.Wanted wanted) {
            if (deadline.passed()) {
                leg.isStopped(wanted); // Asking for a hundred of them takes what time is left to say so.
                return;
            }
            Endpoint end = task.route().target();
            Claims.Place place = new Claims.Place(end.registry(), end.repository(), wanted.blob().digest());
            switch (claims.claim(place)) {
                case Claims.Answer.Met(String _, Instant until) -> meet(wanted, until);
                case Claims.Answer.Ours _ -> {
                    try {
                        move(wanted);
                    } finally {
                        claims.release(place);
                    }
                }
            }
        }

        private void move(Message.Wanted wanted) {
            try {
                transfer.move(source, target, new BlobTransfer.Wish(wanted.blob(), wanted.mountFrom(), stale), terms);
                leg.isThere(wanted);
            } catch (Deadline.PassedException _) {
                leg.isStopped(wanted);
            }
        }

        /** Who held the claim may have brought it, and died before he said so. */
        private void meet(Message.Wanted wanted, Instant until) {
            if (target.holds(wanted.blob())) {
                leg.isThere(wanted);
            } else {
                leg.isClaimed(wanted, until);
            }
        }
    }

    /** As many large blobs as may be on their way, the largest first; then all small ones, which fill the gaps; the rest. */
    static List<Message.Wanted> inOrder(List<Message.Wanted> blobs) {
        List<Message.Wanted> largestFirst = blobs.stream()
                .sorted(Comparator.comparingLong((Message.Wanted it) -> it.blob().size()).reversed()).toList();
        int large = (int) blobs.stream().filter(it -> it.blob().size() >= BlobTransfer.LARGE_BYTES).count();
        int first = Math.min(large, BlobTransfer.LARGE_STREAMS);
        List<Message.Wanted> order = new ArrayList<>(largestFirst.subList(0, first));
        order.addAll(largestFirst.subList(large, largestFirst.size()));
        order.addAll(largestFirst.subList(first, large));
        return order;
    }

    private List<Queue.Outgoing> next(Message.Copy task, Leg leg, Deadline deadline) {
        List<Queue.Outgoing> rest = new ArrayList<>();
        if (!leg.stopped().isEmpty()) {
            Message.Trail trail = deadline.passed() ? carriedOn(task, leg) : task.trail();
            rest.add(new Queue.Outgoing(with(task, leg.stopped(), trail), context.in(BUSY_PAUSE)));
        }
        if (!leg.claimed().isEmpty()) {
            rest.add(new Queue.Outgoing(with(task, leg.claimed(), task.trail()), Optional.of(afterClaims(task, leg))));
        }
        if (!rest.isEmpty()) {
            return rest;
        }
        return context.ledger().unmarked(task.run()).isEmpty()
                ? List.of(Queue.Outgoing.now(
                        new Message.Publish(task.run(), task.route(), task.recopies(), task.trail().arrived())))
                : List.of();
    }

    /** After twice the while each time, as {@link PlanStep} does, but no later than a claim ends. */
    private Instant afterClaims(Message.Copy task, Leg leg) {
        Instant now = context.clock().instant();
        Duration waited = Duration.between(task.plannedAt(), now);
        Instant soonest = now.plus(CLAIM_PAUSE);
        Instant latest = now.plus(waited.compareTo(LONGEST_CLAIM_PAUSE) < 0 ? waited : LONGEST_CLAIM_PAUSE);
        Instant end = leg.claimedUntil().isBefore(latest) ? leg.claimedUntil() : latest;
        return end.isBefore(soonest) ? soonest : end;
    }

    private static Message.Copy with(Message.Copy task, List<Message.Wanted> blobs, Message.Trail trail) {
        return new Message.Copy(task.run(), task.route(), blobs, task.plannedAt(), task.recopies(), trail);
    }

    private Message.Trail carriedOn(Message.Copy task, Leg leg) {
        Message.Trail trail = task.trail().carriedOn(!leg.moved().isEmpty(), leg.reached());
        if (trail.relay().filter(relay -> relay.vain() >= MAXIMUM_VAIN_LEGS).isPresent()) {
            Descriptor blob = leg.stopped().getFirst().blob();
            Endpoint end = task.route().target();
            throw new RegistryException.Refused(new Circumstance("copy blob", blob.digest().toString(),
                    "target " + end.registry() + "/" + end.repository(),
                    "no further than byte %d of %d in %d deadlines in a row".formatted(leg.reached(), blob.size(),
                            MAXIMUM_VAIN_LEGS),
                    "a faster link, a longer time limit of the function, or crossdock serve, which has none"), null);
        }
        return trail;
    }
}
