package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.replication.Content;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.attached.FallbackList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a run's manifests, children first, then what belongs to them, and its tag last; and only if the source's tag still
 * says what the run was planned for. Whatever happened in between, it then looks at both tags again: a tag that moved on
 * gets a new request.
 */
public final class PublishStep {
    /** How often blobs that the target turns out to lack are copied again for one publication. */
    static final int MAXIMUM_RECOPIES = 3;
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(2);

    private final StepContext context;
    private final ImagePlanner planner;
    private final TagLocks locks = new TagLocks();
    /** Apart from the tags' own: whoever holds one of these waits for no other. */
    private final TagLocks lists = new TagLocks();

    /** Tells the planner of what stands whole. */
    public PublishStep(StepContext context, ImagePlanner planner) {
        this.context = context;
        this.planner = planner;
    }

    /** What follows from the task: nothing, a new request where a tag moved on, or blobs to copy again. */
    public List<Queue.Outgoing> publish(Message.Publish task) {
        try (TagLocks.Held _ = locks.lock(task.route().target())) {
            Optional<Run> run = context.ledger().find(task.run());
            return run.isEmpty()
                    ? context.lookAgain(task.route(), task.trail())
                    : new Publication(run.get(), task).carryOut();
        }
    }

    /** One run on its way into its tag. */
    private final class Publication {
        private final Run run;
        private final Content content;
        private final Message.Publish task;
        private final Source source;
        private final Target target;
        /** Whether a tag of something that belongs to the image says something else than when the run was planned. */
        private boolean outdated;

        Publication(Run run, Message.Publish task) {
            this.run = run;
            this.content = run.content();
            this.task = task;
            Route route = run.route();
            this.source = context.registries().source(route.source().registry(), route.source().repository());
            this.target = context.registries().target(route.target().registry(), route.target().repository());
        }

        List<Queue.Outgoing> carryOut() {
            Instant begun = context.clock().instant();
            Optional<Failed> failed = putManifests().or(this::putAttachments);
            if (failed.isPresent()) {
                return copyAgain(failed.get());
            }
            boolean current = isFresh(begun) || saysSource(source.describe(run.route().source().reference()));
            if (current && !content.tagged()) {
                failed = put(run.route().target().reference(), run.root());
            }
            return failed.isPresent() ? copyAgain(failed.get()) : lookAgain(current, begun);
        }

        /** Whether what the plan read of the source's tag is still believed; both tags are read again after the put. */
        private boolean isFresh(Instant now) {
            return planner.askedAfter(run.key()).map(asked -> Duration.between(asked, now))
                    .filter(age -> age.compareTo(context.believed()) < 0).isPresent();
        }

        /** A manifest that the target did not take, for it lacks something beneath. */
        private record Failed(RawManifest manifest, String detail) {}

        private Optional<Failed> put(TagOrDigest reference, RawManifest manifest) {
            return switch (target.putManifest(reference, manifest)) {
                case Target.PutAnswer.Stored _ -> Optional.empty();
                case Target.PutAnswer.BlobUnknown(String detail) -> Optional.of(new Failed(manifest, detail));
            };
        }

        /** The last one has its turn with the tag, unless something belongs to it: that comes after it. */
        private Optional<Failed> putManifests() {
            boolean rootToo = !content.attachments().isEmpty() && !content.tagged();
            List<RawManifest> manifests = content.manifests();
            Map<Boolean, List<RawManifest>> leaves = (rootToo ? manifests : manifests.subList(0, manifests.size() - 1))
                    .stream().collect(Collectors.partitioningBy(it -> Manifest.parse(it).children().isEmpty()));
            // Nothing in them needs another manifest: they go together, and what names them after them, in order.
            Optional<Failed> failed = context.fanout()
                    .map(leaves.getOrDefault(true, List.of()), leaf -> put(leaf.digest(), leaf)).stream()
                    .flatMap(Optional::stream).findFirst();
            for (RawManifest index : leaves.getOrDefault(false, List.of())) {
                failed = failed.or(() -> put(index.digest(), index));
            }
            return failed;
        }

        private Optional<Failed> putAttachments() {
            Map<Digest, List<Manifest>> unlisted = new LinkedHashMap<>();
            for (Content.Attachment each : content.attachments()) {
                RawManifest manifest = each.manifest();
                switch (each.tag().map(tag -> putUnder(tag, manifest))
                        .orElseGet(() -> target.putManifest(manifest.digest(), manifest))) {
                    case Target.PutAnswer.BlobUnknown(String detail) -> {
                        return Optional.of(new Failed(manifest, detail));
                    }
                    case Target.PutAnswer.Stored(boolean listed) -> {
                        if (!listed && each.tag().isEmpty()) {
                            each.subject().ifPresent(subject -> unlisted
                                    .computeIfAbsent(subject, _ -> new ArrayList<>()).add(Manifest.parse(manifest)));
                        }
                    }
                }
            }
            unlisted.forEach(this::list);
            return Optional.empty();
        }

        /** Tags of what belongs to the image move forward too: others may have put there what was signed since. */
        private Target.PutAnswer putUnder(Tag tag, RawManifest manifest) {
            try (TagLocks.Held _ = lockBeside(tag)) {
                if (says(source.describe(tag), manifest.digest())) {
                    return target.putManifest(tag, manifest);
                }
            }
            outdated = true;
            return new Target.PutAnswer.Stored(true);
        }

        private TagLocks.Held lockBeside(Tag tag) {
            Endpoint end = run.route().target();
            return lists.lock(new Endpoint(end.registry(), end.repository(), tag));
        }

        private void list(Digest subject, List<Manifest> referrers) {
            try (TagLocks.Held _ = lockBeside(SubjectTag.REFERRERS.of(subject))) {
                new FallbackList(target, subject).add(referrers);
            }
        }

        private List<Queue.Outgoing> lookAgain(boolean put, Instant begun) {
            List<Optional<Descriptor>> now = context.fanout().map(
                    List.<Supplier<Optional<Descriptor>>>of(() -> source.describe(run.route().source().reference()),
                            () -> target.describe(run.route().target().reference())),
                    Supplier::get);
            Optional<Descriptor> sourceNow = now.getFirst();
            boolean equal = saysSource(sourceNow) && says(now.getLast(), run.root().digest());
            if (put) {
                planner.published(run.route().target(), run.blobs());
            }
            if (equal && !outdated) {
                context.end(new StepContext.Ended(run.route(), begun, other -> other.isCoveredBy(run)),
                        Outcome.PUBLISHED, task.trail());
                return List.of();
            }
            Outcome outcome = sourceNow.isEmpty() ? Outcome.GONE : Outcome.SUPERSEDED;
            if (sourceNow.isEmpty()) {
                context.end(new StepContext.Ended(run.route(), begun), outcome, task.trail());
                return List.of();
            }
            List<Queue.Outgoing> again = askAgain();
            // The run stays open until the request is at its end: a crash before it is sent has the task run again.
            context.observer().ended(run.route(), outcome);
            return again;
        }

        private List<Queue.Outgoing> askAgain() {
            if (task.trail().hops() >= Message.MAXIMUM_HOPS) {
                throw refused("a tag that moved on %d times while it was copied".formatted(Message.MAXIMUM_HOPS),
                        "a tag that rests, or no other writer of the target's tag");
            }
            return List.of(Queue.Outgoing.now(new Message.Request(run.route().source(),
                    Optional.of(run.route().target()), Optional.empty(), task.trail().nextHop(),
                    content.tagged() || !content.attachments().isEmpty())));
        }

        private boolean saysSource(Optional<Descriptor> tag) {
            return says(tag, run.sourceDigest());
        }

        private static boolean says(Optional<Descriptor> tag, Digest digest) {
            return tag.filter(now -> now.digest().equals(digest)).isPresent();
        }

        /** The target lost blobs between plan and publication, or never told the truth: it is asked for each again. */
        private List<Queue.Outgoing> copyAgain(Failed failed) {
            Manifest manifest = Manifest.parse(failed.manifest);
            Set<Digest> absent = absentChildren(manifest);
            if (absent.stream().anyMatch(content.omitted()::contains)) {
                throw refused("%s for index %s, which names images that were left out".formatted(failed.detail,
                        manifest.digest()),
                        "a registry that takes a sparse index; else rewrite the index for the "
                                + "chosen platforms (--strip-removed-platforms, or platformsMode: rewrite in a rule)");
            }
            if (task.recopies() >= MAXIMUM_RECOPIES) {
                throw refused("%s for manifest %s after %d times of copying its blobs again".formatted(failed.detail,
                        manifest.digest(), MAXIMUM_RECOPIES), "a registry that keeps what it accepted");
            }
            if (!own().containsAll(absent)) {
                return askAgain(); // children that it had when the run was planned: a new plan has them
            }
            List<Message.Wanted> missing = manifest.blobs().stream()
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

        private Set<Digest> absentChildren(Manifest manifest) {
            List<Digest> children = manifest.children().stream().map(Descriptor::digest).distinct().toList();
            return context.fanout().map(children, child -> Optional.of(child)
                    .filter(_ -> target.describe(child).isEmpty())).stream().flatMap(Optional::stream)
                    .collect(Collectors.toSet());
        }

        /** The manifests that this run puts. */
        private Set<Digest> own() {
            return Stream.concat(content.manifests().stream(),
                    content.attachments().stream().map(Content.Attachment::manifest)).map(RawManifest::digest)
                    .collect(Collectors.toSet());
        }

        private RegistryException.Refused refused(String got, String wanted) {
            return new RegistryException.Refused(new Circumstance("publish image", run.root().digest().toString(),
                    "target " + target.place(), got, wanted), null);
        }
    }
}
