package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Attached;
import dev.crossdock.image.attached.WholeImage;
import dev.crossdock.plan.CopyPlan;
import dev.crossdock.plan.Inventory;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.RunKey;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Survey;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.attached.AttachedSurvey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Decides what a copy does: asks both ends what their tags say, and where that or what belongs to the image differs,
 * reads the image, asks the target what it holds, compares. Remembers which repositories of a target registry were given
 * which blobs, so that another repository may mount them.
 */
public final class ImagePlanner {
    private static final int MAXIMUM_REMEMBERED = 20_000;

    /**
     * What both ends of a route say.
     *
     * @param now  the source's manifest
     * @param read its bytes, where they were read along
     * @param held the target's manifest; empty where it has none
     */
    public record Seen(Descriptor now, Optional<RawManifest> read, Optional<Digest> held) {}

    /**
     * What to decide.
     *
     * @param seen     what both ends of the route say
     * @param extent   how much of the image
     * @param thorough whether all that belongs to the image is compared also where the tags agree
     * @param byHand   whether a person asks, perhaps for more of an index than was copied of it before
     */
    public record Question(Route route, Seen seen, Extent extent, boolean thorough, boolean byHand) {
        /** A person's question. */
        public Question(Route route, Seen seen, Extent extent, boolean thorough) {
            this(route, seen, extent, thorough, true);
        }

        /** What the source says of its end of the route. */
        Descriptor now() {
            return seen.now();
        }
    }

    /** What was decided. */
    public sealed interface Decision {
        /** The target has all that is wanted. */
        record Equal(Digest digest) implements Decision {}

        /**
         * Something is to be copied.
         *
         * @param tagged whether the target's tag names the image already
         */
        record Copy(CopyPlan plan, WholeImage image, boolean tagged) implements Decision {}
    }

    private record Held(String registry, Digest blob) {}

    private final Fanout fanout;
    private final Survey survey;
    private final AttachedSurvey attachedSurvey;
    private final Remembered<Held, Repository> lenders = new Remembered<>(MAXIMUM_REMEMBERED);
    private final Remembered<RunKey, Instant> asked = new Remembered<>(MAXIMUM_REMEMBERED);

    /** Asks on the given threads. */
    public ImagePlanner(Fanout fanout) {
        this.fanout = fanout;
        this.survey = new Survey(fanout);
        this.attachedSurvey = new AttachedSurvey(fanout);
    }

    /**
     * Asks both ends of a route; empty where the source has nothing there. The target goes first: where it has nothing
     * either, the source's manifest is read at once, which saves its HEAD and a round trip. Where the target has one, a
     * HEAD may be all that is needed, and registries count it as no pull.
     */
    public Optional<Seen> look(Registries registries, Route route) {
        Source source = registries.source(route.source().registry(), route.source().repository());
        Target target = registries.target(route.target().registry(), route.target().repository());
        TagOrDigest named = route.source().reference();
        Optional<Digest> held;
        try {
            held = held(target, route.target().reference());
        } catch (RegistryException e) {
            if (source.describe(named).isPresent()) { // and if not, or if it fails too, that is what counts
                throw e;
            }
            return Optional.empty();
        }
        return held.isPresent()
                ? source.describe(named).map(now -> new Seen(now, Optional.empty(), held))
                : read(source, named);
    }

    private static Optional<Seen> read(Source source, TagOrDigest named) {
        try {
            RawManifest read = source.manifest(named);
            return Optional.of(new Seen(new Descriptor(read.mediaType(), read.digest(), read.size()),
                    Optional.of(read), Optional.empty()));
        } catch (RegistryException.Missing _) {
            return Optional.empty();
        }
    }

    private static Optional<Digest> held(Target target, TagOrDigest reference) {
        boolean lacks = reference instanceof Tag tag && target.lacking().tags().test(tag);
        return lacks ? Optional.empty() : target.describe(reference).map(Descriptor::digest);
    }

    /**
     * Compares both ends of a route. Where the tags agree, nothing but what belongs to the image itself is asked for,
     * unless it is to be thorough; an index that is sparse by wish is asked for each of the images that are wanted.
     */
    public Decision decide(Registries registries, Question question) {
        Endpoint from = question.route().source();
        Endpoint to = question.route().target();
        Ends ends = new Ends(registries.source(from.registry(), from.repository()),
                registries.target(to.registry(), to.repository()));
        Optional<Digest> held = question.seen().held();
        Digest now = question.now().digest();
        boolean asIs = switch (question.extent().platforms().mode()) {
            case ALL, INDEX_ONLY -> true;
            case SPARSE, REWRITE -> false;
        };
        boolean same = asIs && held.filter(now::equals).isPresent() && mayBeTakenAsWhole(question);
        if (same && agrees(ends, now, question)) {
            return new Decision.Equal(now);
        }
        WholeImage image = attachedSurvey.image(ends.source, from.reference(), question.seen().read(),
                question.extent());
        Digest root = image.tree().root().digest();
        requireItsDigest(question.route(), ends.target, root);
        boolean tagged = held.filter(root::equals).isPresent();
        boolean whole = tagged && holdsChildren(ends.target, image.tree());
        if (!same && whole && agrees(ends, root, question)) {
            return new Decision.Equal(root);
        }
        return compare(ends, question, image, new State(tagged, whole));
    }

    private record Ends(Source source, Target target) {}

    /**
     * How the target stands.
     *
     * @param tagged its tag names the image
     * @param whole  and what was wanted of the image is there
     */
    private record State(boolean tagged, boolean whole) {}

    private boolean agrees(Ends ends, Digest digest, Question question) {
        return !question.thorough() && (!question.extent().referrers().wanted()
                || attachedSurvey.agrees(ends.source, ends.target, digest, question.extent().referrers()));
    }

    /** A sparse copy has the same tag as a whole one: who asks by hand for all of an index is not told otherwise. */
    private static boolean mayBeTakenAsWhole(Question question) {
        boolean index = MediaType.find(question.now().mediaType())
                .filter(type -> type == MediaType.OCI_INDEX || type == MediaType.DOCKER_MANIFEST_LIST).isPresent();
        return !(question.byHand() && index && question.extent().platforms().mode() == PlatformFilter.Mode.ALL);
    }

    private static void requireItsDigest(Route route, Target target, Digest root) {
        if (route.target().reference() instanceof Digest named && !named.equals(root)) {
            throw new RegistryException.Refused(new Circumstance("copy image", root.toString(),
                    "target " + target.place(), "the name " + named + " for it", "its own digest, or a tag"), null);
        }
    }

    private boolean holdsChildren(Target target, ImageTree tree) {
        Set<Digest> children = tree.childrenFirst().stream().map(Manifest::digest).collect(Collectors.toSet());
        children.remove(tree.root().digest());
        return survey.heldChildren(target, tree).containsAll(children);
    }

    private Decision compare(Ends ends, Question question, WholeImage image, State state) {
        // The source is searched for what belongs to the image while the target is asked for the image itself.
        AtomicReference<List<Attached>> attached = new AtomicReference<>(List.of());
        AtomicReference<Inventory> inventory = new AtomicReference<>(Inventory.empty());
        fanout.each(List.<Runnable>of(
                () -> attached.set(attachedSurvey.attached(ends.source, image, question.extent().referrers())),
                () -> inventory.set(state.whole
                        ? everything(image)
                        : survey.inventory(ends.target, image.tree(),
                                image.blobs()))),
                Runnable::run);
        List<Attached> missing = attachedSurvey.missing(ends.target, image.with(attached.get()));
        WholeImage wanted = image.with(missing);
        List<Descriptor> more = missing.stream().flatMap(each -> each.tree().blobs().stream()).distinct().toList();
        Set<Digest> heldBlobs = new HashSet<>(inventory.get().heldBlobs());
        heldBlobs.addAll(survey.heldBlobs(ends.target, more));
        CopyPlan plan = CopyPlan.between(wanted, new Inventory(heldBlobs, inventory.get().heldManifests(),
                lenders(wanted.blobs(), heldBlobs, question.route().target().registry())));
        return state.tagged && plan.isEmpty()
                ? new Decision.Equal(image.tree().root().digest())
                : new Decision.Copy(plan, wanted, state.tagged);
    }

    private static Inventory everything(WholeImage image) {
        Set<Digest> blobs = image.blobs().stream().map(Descriptor::digest).collect(Collectors.toSet());
        return new Inventory(blobs,
                image.tree().childrenFirst().stream().map(Manifest::digest).collect(Collectors.toSet()), Map.of());
    }

    private Map<Digest, Repository> lenders(Collection<Descriptor> wanted, Set<Digest> held, String registry) {
        Map<Digest, Repository> found = new HashMap<>();
        wanted.stream().map(Descriptor::digest).filter(blob -> !held.contains(blob)).forEach(
                blob -> lenders.find(new Held(registry, blob)).ifPresent(lender -> found.put(blob, lender)));
        return found;
    }

    /** An image with these blobs stands whole in the repository. */
    void published(Endpoint target, Iterable<Descriptor> blobs) {
        blobs.forEach(blob -> lenders.put(new Held(target.registry(), blob.digest()), target.repository()));
    }

    /** A run was planned from what the source said after this time. */
    void planned(RunKey run, Instant after) {
        asked.put(run, after);
    }

    /** After which time the source said what the run was planned from; empty where another process planned it. */
    Optional<Instant> askedAfter(RunKey run) {
        return asked.find(run);
    }
}
