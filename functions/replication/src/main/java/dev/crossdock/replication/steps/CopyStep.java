package dev.crossdock.replication.steps;

import dev.crossdock.image.Digest;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.TransferTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Moves the blobs of one task, marks them, and where none is left of the run asks for its publication. */
public final class CopyStep {
    /** For how long a plan's knowledge of what the target lacks is trusted without asking again. */
    static final Duration PLAN_STAYS_FRESH = Duration.ofSeconds(2);
    /** After which the rest of a task is tried again: others move those blobs, or the process is about to stop. */
    static final Duration BUSY_PAUSE = Duration.ofSeconds(1);

    private final StepContext context;
    private final BlobTransfer transfer;
    private final BlobProgress progress;

    /** Moves with the given transfer, telling the progress. */
    public CopyStep(StepContext context, BlobTransfer transfer, BlobProgress progress) {
        this.context = context;
        this.transfer = transfer;
        this.progress = progress;
    }

    /**
     * What follows from the task: nothing while other tasks of the run are open, else the publication; a task for the
     * rest where the deadline passed, or where another task has been moving the same blobs for long.
     */
    public List<Queue.Outgoing> copy(Message.Copy task, Deadline deadline) {
        if (context.ledger().find(task.run()).isEmpty()) {
            // Its route is at its end. The publication of another run said so to its own asker only.
            return task.trail().ticket().isEmpty() ? List.of() : context.lookAgain(task.route(), task.trail());
        }
        Source source = context.registries().source(task.route().source().registry(),
                task.route().source().repository());
        Target target = context.registries().target(task.route().target().registry(),
                task.route().target().repository());
        boolean stale = context.clock().instant().isAfter(task.plannedAt().plus(PLAN_STAYS_FRESH));
        TransferTerms terms = new TransferTerms(deadline, progress, Pause.SLEEP);
        Collection<Message.Wanted> rest = new ConcurrentLinkedQueue<>();
        Collection<Digest> moved = new ConcurrentLinkedQueue<>();
        try {
            context.fanout().each(inOrder(task.blobs()), wanted -> {
                try {
                    transfer.move(source, target, new BlobTransfer.Wish(wanted.blob(), wanted.mountFrom(), stale),
                            terms);
                    moved.add(wanted.blob().digest());
                } catch (Deadline.PassedException _) {
                    rest.add(wanted);
                }
            });
        } finally {
            // What was moved is marked, also when a later blob failed: the next attempt has less to ask.
            context.ledger().markDone(task.run(), moved);
        }
        return next(task, rest);
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

    private List<Queue.Outgoing> next(Message.Copy task, Collection<Message.Wanted> rest) {
        if (!rest.isEmpty()) {
            return List.of(new Queue.Outgoing(new Message.Copy(task.run(), task.route(), List.copyOf(rest),
                    task.plannedAt(), task.recopies(), task.trail()), context.in(BUSY_PAUSE)));
        }
        return context.ledger().unmarked(task.run()).isEmpty()
                ? List.of(Queue.Outgoing
                        .now(new Message.Publish(task.run(), task.route(), task.recopies(), task.trail())))
                : List.of();
    }
}
