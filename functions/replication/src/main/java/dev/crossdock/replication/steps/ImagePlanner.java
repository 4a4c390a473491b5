package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Repository;
import dev.crossdock.image.attached.Attached;
import dev.crossdock.image.attached.WholeImage;
import dev.crossdock.plan.CopyPlan;
import dev.crossdock.plan.Inventory;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Survey;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.attached.AttachedSurvey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
     * What to decide.
     *
     * @param now      what the source says of its end of the route
     * @param extent   how much of the image
     * @param thorough whether all that belongs to the image is compared also where the tags agree
     * @param byHand   whether a person asks, perhaps for more of an index than was copied of it before
     */
    public record Question(Route route, Descriptor now, Extent extent, boolean thorough, boolean byHand) {
        /** A person's question. */
        public Question(Route route, Descriptor now, Extent extent, boolean thorough) {
            this(route, now, extent, thorough, true);
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
    private final Map<Held, Repository> lenders = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Held, Repository> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    };

    /** Asks on the given threads. */
    public ImagePlanner(Fanout fanout) {
        this.fanout = fanout;
        this.survey = new Survey(fanout);
        this.attachedSurvey = new AttachedSurvey(fanout);
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
        Optional<Digest> held = ends.target.describe(to.reference()).map(Descriptor::digest);
        Digest now = question.now().digest();
        boolean asIs = switch (question.extent().platforms().mode()) {
            case ALL, INDEX_ONLY -> true;
            case SPARSE, REWRITE -> false;
        };
        boolean same = asIs && held.filter(now::equals).isPresent() && mayBeTakenAsWhole(question);
        if (same && agrees(ends, now, question)) {
            return new Decision.Equal(now);
        }
        WholeImage image = attachedSurvey.image(ends.source, from.reference(), question.extent());
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
        synchronized (lenders) {
            for (Descriptor blob : wanted) {
                Repository lender = lenders.get(new Held(registry, blob.digest()));
                if (lender != null && !held.contains(blob.digest())) {
                    found.put(blob.digest(), lender);
                }
            }
        }
        return found;
    }

    /** An image with these blobs stands whole in the repository. */
    void published(Endpoint target, Iterable<Descriptor> blobs) {
        synchronized (lenders) {
            for (Descriptor blob : blobs) {
                lenders.put(new Held(target.registry(), blob.digest()), target.repository());
            }
        }
    }
}
