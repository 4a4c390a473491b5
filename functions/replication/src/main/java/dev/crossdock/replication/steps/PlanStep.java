package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.BlobTask;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.TagLocation;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.replication.Content;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request becomes nothing, where source and target agree; else a run, with the messages that carry it out. */
public final class PlanStep {
    /** How long after an event the source's tag may not yet say what the event claims. */
    static final Duration TAG_SETTLES = Duration.ofSeconds(30);
    /** How many bytes of blobs one copy task moves at most, a larger single blob aside. */
    static final long MAXIMUM_BATCH_BYTES = 64L << 20;
    /** How many blobs one copy task moves at most. */
    static final int MAXIMUM_BATCH_BLOBS = 100;
    private static final Duration SHORTEST_DELAY = Duration.ofMillis(500);

    private final StepContext context;
    private final Rules rules;
    private final ImagePlanner planner;
    private final SubjectSearch subjects;

    /** Plans by the rules. */
    public PlanStep(StepContext context, Rules rules, ImagePlanner planner) {
        this.context = context;
        this.rules = rules;
        this.planner = planner;
        this.subjects = new SubjectSearch(context, rules);
    }

    /** What follows from the request. Throws {@link RegistryException} where source or target cannot be asked. */
    public List<Queue.Outgoing> plan(Message.Request request) {
        if (request.target().isPresent()) {
            return plan(request, new Route(request.source(), request.target().get()));
        }
        if (request.source().reference() instanceof Digest digest) {
            return subjects.requests(request, digest);
        }
        List<Endpoint> targets = targets(request.source());
        if (targets.size() == 1) {
            return plan(request, new Route(request.source(), targets.getFirst()));
        }
        // One request each: a target that is down holds up no other.
        return targets.stream().map(target -> Queue.Outgoing.now(request.to(target))).toList();
    }

    private List<Endpoint> targets(Endpoint source) {
        return source.reference() instanceof Tag tag
                ? rules.targetsOf(new TagLocation(source.registry(), source.repository(), tag)).stream()
                        .map(Endpoint::of).toList()
                : List.of();
    }

    /** As the person said who asked, or as the rules say now; a run of an old rule is none of anybody's wishes. */
    private Extent extent(Message.Request request, Route route) {
        return request.trail().extent().or(() -> location(route.source())
                .flatMap(source -> location(route.target()).flatMap(target -> rules.extentOf(source, target))))
                .orElse(Extent.WHOLE);
    }

    private static Optional<TagLocation> location(Endpoint end) {
        return end.reference() instanceof Tag tag
                ? Optional.of(new TagLocation(end.registry(), end.repository(), tag))
                : Optional.empty();
    }

    private List<Queue.Outgoing> plan(Message.Request request, Route route) {
        Instant asked = context.clock().instant();
        List<Queue.Outgoing> messages = new ArrayList<>();
        Optional<ImagePlanner.Seen> seen = planner.look(context.registries(), route);
        later(request, route, seen.map(ImagePlanner.Seen::now)).ifPresent(messages::add);
        if (seen.isEmpty()) {
            if (messages.isEmpty()) {
                gone(request, route, asked);
            }
            return messages;
        }
        ImagePlanner.Question question = new ImagePlanner.Question(route, seen.get(), extent(request, route),
                request.thorough(), request.trail().ticket().isPresent());
        switch (planner.decide(context.registries(), question)) {
            case ImagePlanner.Decision.Equal _ -> context.endUnchanged(
                    new StepContext.Ended(route, asked, run -> isAnsweredBy(question, run)), request.thorough(),
                    request.trail());
            case ImagePlanner.Decision.Copy copy -> messages.addAll(open(request, route, copy, asked));
        }
        return messages;
    }

    /** Equal ends say nothing of what a run brings along, unless all of that was compared. */
    private static boolean isAnsweredBy(ImagePlanner.Question question, Run run) {
        boolean everything = question.thorough() && question.extent().referrers().equals(ReferrerFilter.ALL);
        return everything || run.content().attachments().isEmpty()
                || !run.sourceDigest().equals(question.now().digest());
    }

    /** Some senders tell of a tag before it moves (distribution#2625): ask once more, each time after twice the while. */
    private Optional<Queue.Outgoing> later(Message.Request request, Route route, Optional<Descriptor> now) {
        Instant time = context.clock().instant();
        return request.hint().filter(hint -> now.isEmpty() || !now.get().digest().equals(hint.digest()))
                .map(hint -> Duration.between(hint.at(), time)).filter(age -> age.compareTo(TAG_SETTLES) < 0)
                .map(age -> age.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : age)
                .map(delay -> new Queue.Outgoing(request.to(route.target()), Optional.of(time.plus(delay))));
    }

    /** Who asked by hand is told that there is nothing; for an old event there is simply nothing to do any more. */
    private void gone(Message.Request request, Route route, Instant asked) {
        if (request.trail().ticket().isPresent()) {
            Source source = context.registries().source(route.source().registry(), route.source().repository());
            throw new RegistryException.Missing(new Circumstance("read image", route.source().reference().toString(),
                    "source " + source.place(), "no such manifest", "an existing tag or digest"), null);
        }
        context.end(new StepContext.Ended(route, asked), Outcome.GONE, request.trail());
    }

    private List<Queue.Outgoing> open(Message.Request request, Route route, ImagePlanner.Decision.Copy copy,
            Instant asked) {
        Instant planned = context.clock().instant();
        List<BlobTask> moves = copy.plan().blobsToMove();
        Content content = content(copy);
        RunKey key = RunKey.open(route, content.sourceDigest());
        planner.planned(key, asked);
        Run run = new Run(key, route, content, moves.stream().map(BlobTask::blob).toList(), planned);
        context.tell(request.trail(), Ticket.State.COPYING, "%d blobs to move".formatted(moves.size()));
        context.ledger().open(run);
        if (moves.isEmpty()) {
            return List.of(Queue.Outgoing.now(new Message.Publish(key, route, 0, request.trail())));
        }
        return batches(moves.stream().map(PlanStep::wanted).toList()).stream()
                .map(batch -> Queue.Outgoing.now(new Message.Copy(key, route, batch, planned, 0, request.trail())))
                .toList();
    }

    private static Content content(ImagePlanner.Decision.Copy copy) {
        List<RawManifest> manifests = new ArrayList<>(
                copy.plan().manifestsToPut().stream().map(Manifest::raw).toList());
        RawManifest root = copy.plan().root().raw();
        if (manifests.isEmpty() || !manifests.getLast().equals(root)) {
            manifests.add(root);
        }
        List<Content.Attachment> attachments = copy.plan().attachments().stream()
                .map(it -> new Content.Attachment(it.manifest().raw(), it.tag(), it.subject())).toList();
        return new Content(manifests, attachments, copy.image().sourceDigest(), copy.tagged(),
                copy.image().omitted());
    }

    private static Message.Wanted wanted(BlobTask task) {
        Optional<Repository> from = switch (task) {
            case BlobTask.Mount mount -> Optional.of(mount.from());
            case BlobTask.Stream _,BlobTask.Keep _ -> Optional.empty();
        };
        return new Message.Wanted(task.blob(), from);
    }

    static List<List<Message.Wanted>> batches(List<Message.Wanted> wanted) {
        List<List<Message.Wanted>> batches = new ArrayList<>();
        List<Message.Wanted> batch = new ArrayList<>();
        long bytes = 0;
        for (Message.Wanted each : wanted) {
            boolean full = batch.size() == MAXIMUM_BATCH_BLOBS || bytes + each.blob().size() > MAXIMUM_BATCH_BYTES;
            if (full && !batch.isEmpty()) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(each);
            bytes += each.blob().size();
        }
        batches.add(batch);
        return batches;
    }
}
