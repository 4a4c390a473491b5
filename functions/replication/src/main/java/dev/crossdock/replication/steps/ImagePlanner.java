package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.CopyPlan;
import dev.crossdock.plan.Inventory;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Survey;
import dev.crossdock.transfer.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides what a copy does: reads the image, asks the target what it holds, compares. Remembers which repositories of a
 * target registry were given which blobs, so that another repository may mount them.
 */
public final class ImagePlanner {
    private static final int MAXIMUM_REMEMBERED = 20_000;

    private record Held(String registry, Digest blob) {}

    private final Survey survey;
    private final Map<Held, Repository> lenders = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Held, Repository> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    };

    /** Asks on the given threads. */
    public ImagePlanner(Fanout fanout) {
        this.survey = new Survey(fanout);
    }

    /** The plan for one image, and the tree it is made from; {@code targetRegistry} is the target's configured name. */
    public CopyPlan plan(Source source, TagOrDigest reference, Target target, String targetRegistry) {
        ImageTree wanted = survey.tree(source, reference);
        Inventory held = survey.inventory(target, wanted);
        return CopyPlan.between(wanted,
                new Inventory(held.heldBlobs(), held.heldManifests(), lenders(wanted, held, targetRegistry)));
    }

    private Map<Digest, Repository> lenders(ImageTree wanted, Inventory held, String registry) {
        Map<Digest, Repository> found = new HashMap<>();
        synchronized (lenders) {
            for (Descriptor blob : wanted.blobs()) {
                Repository lender = lenders.get(new Held(registry, blob.digest()));
                if (lender != null && !held.heldBlobs().contains(blob.digest())) {
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
