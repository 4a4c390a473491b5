package dev.crossdock.plan;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import java.util.Map;
import java.util.Set;

/**
 * What a target said it holds, of all that one image needs.
 *
 * @param heldBlobs     held by the target repository
 * @param heldManifests held by the target repository; says nothing of what lies beneath them
 * @param siblings      for blobs that the target repository lacks, another repository of that registry that has them
 */
public record Inventory(Set<Digest> heldBlobs, Set<Digest> heldManifests, Map<Digest, Repository> siblings) {
    /** Copies the collections in. */
    public Inventory {
        heldBlobs = Set.copyOf(heldBlobs);
        heldManifests = Set.copyOf(heldManifests);
        siblings = Map.copyOf(siblings);
    }

    /** What a new repository holds. */
    public static Inventory empty() {
        return new Inventory(Set.of(), Set.of(), Map.of());
    }
}
