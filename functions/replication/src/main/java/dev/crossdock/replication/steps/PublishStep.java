package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts a run's manifests, children first, and its tag last; and only if the source's tag still says what the run was
 * planned for. Whatever happened in between, it then looks at both tags again: a tag that moved on gets a new request.
 */
public final class PublishStep {
    /** How often blobs that the target turns out to lack are copied again for one publication. */
    static final int MAXIMUM_RECOPIES = 3;
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(2);

    private final StepContext context;
    private final ImagePlanner planner;
    private final TagLocks locks = new TagLocks();

    /** Tells the planner of what stands whole. */
    public PublishStep(StepContext context, ImagePlanner planner) {
        this.context = context;
        this.planner = planner;
    }

    /** What follows from the task: nothing, a new request where a tag moved on, or blobs to copy again. */
    public List<Queue.Outgoing> publish(Message.Publish task) {
        Optional<Run> run = context.ledger().find(task.run());
        if (run.isEmpty()) {
            return context.lookAgain(task.route(), task.trail());
        }
        try (TagLocks.Held _ = locks.lock(run.get().route().target())) {
            return new Publication(run.get(), task).carryOut();
        }
    }

    /** One run on its way into its tag. */
    private final class Publication {
        private final Run run;
        private final Message.Publish task;
        private final Source source;
        private final Target target;

        Publication(Run run, Message.Publish task) {
            this.run = run;
            this.task = task;
            Route route = run.route();
            this.source = context.registries().source(route.source().registry(), route.source().repository());
            this.target = context.registries().target(route.target().registry(), route.target().repository());
        }

        List<Queue.Outgoing> carryOut() {
            Instant begun = context.clock().instant();
            for (RawManifest child : run.manifests().subList(0, run.manifests().size() - 1)) {
                if (target.putManifest(child.digest(), child) instanceof Target.PutAnswer.BlobUnknown(String detail)) {
                    return copyAgain(child, detail);
                }
            }
            boolean current = says(source.describe(run.route().source().reference()));
            if (current && target.putManifest(run.route().target().reference(),
                    run.root()) instanceof Target.PutAnswer.BlobUnknown(String detail)) {
                return copyAgain(run.root(), detail);
            }
            return lookAgain(current, begun);
        }

        private List<Queue.Outgoing> lookAgain(boolean put, Instant begun) {
            Optional<Descriptor> sourceNow = source.describe(run.route().source().reference());
            boolean equal = says(sourceNow) && says(target.describe(run.route().target().reference()));
            if (put) {
                planner.published(run.route().target(), run.blobs());
            }
            if (equal) {
                context.end(run.route(), begun, Outcome.PUBLISHED, task.trail());
                return List.of();
            }
            Outcome outcome = sourceNow.isEmpty() ? Outcome.GONE : Outcome.SUPERSEDED;
            if (sourceNow.isEmpty()) {
                context.end(run.route(), begun, outcome, task.trail());
                return List.of();
            }
            if (task.trail().hops() >= Message.MAXIMUM_HOPS) {
                throw refused("a tag that moved on %d times while it was copied".formatted(Message.MAXIMUM_HOPS),
                        "a tag that rests, or no other writer of the target's tag");
            }
            // The run stays open until the request is at its end: a crash before it is sent has the task run again.
            context.observer().ended(run.route(), outcome);
            return List.of(Queue.Outgoing.now(new Message.Request(run.route().source(),
                    Optional.of(run.route().target()), Optional.empty(), task.trail().nextHop())));
        }

        private boolean says(Optional<Descriptor> tag) {
            return tag.filter(now -> now.digest().equals(run.sourceDigest())).isPresent();
        }

        /** The target lost blobs between plan and publication, or never told the truth: it is asked for each again. */
        private List<Queue.Outgoing> copyAgain(RawManifest manifest, String detail) {
            if (task.recopies() >= MAXIMUM_RECOPIES) {
                throw refused("%s for manifest %s after %d times of copying its blobs again".formatted(detail,
                        manifest.digest(), MAXIMUM_RECOPIES), "a registry that keeps what it accepted");
            }
            List<Message.Wanted> missing = Manifest.parse(manifest).blobs().stream()
                    .filter(blob -> !target.holds(blob)).map(blob -> new Message.Wanted(blob, Optional.empty()))
                    .toList();
            Message.Trail trail = task.trail();
            if (missing.isEmpty()) {
                return List
                        .of(new Queue.Outgoing(new Message.Publish(run.key(), run.route(), task.recopies() + 1, trail),
                                context.in(LOOK_AGAIN_AFTER)));
            }
            Set<Digest> digests = missing.stream().map(it -> it.blob().digest()).collect(Collectors.toSet());
            context.ledger().markMissing(run.key(), digests);
            // One task, whatever its size: what was not planned is not counted, so the first of several would publish.
            return List.of(Queue.Outgoing.now(new Message.Copy(run.key(), run.route(), missing, run.openedAt(),
                    task.recopies() + 1, trail)));
        }

        private RegistryException.Refused refused(String got, String wanted) {
            return new RegistryException.Refused(new Circumstance("publish image", run.root().digest().toString(),
                    "target " + target.place(), got, wanted), null);
        }
    }
}
