package dev.crossdock.replication;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.TagLocation;

/**
 * One end of a replication.
 *
 * @param registry   the name that the configuration gives a registry; never a host that came from outside
 * @param repository in it
 * @param reference  the manifest in the repository; a tag but where a person named a digest
 */
public record Endpoint(String registry, Repository repository, TagOrDigest reference) {
    /** Where a tag lives. */
    public static Endpoint of(TagLocation location) {
        return new Endpoint(location.registry(), location.repository(), location.tag());
    }

    /** {@code registry/repository:tag} or {@code registry/repository@digest}. */
    @Override
    public String toString() {
        return registry + "/" + repository + switch (reference) {
            case Tag tag -> ":" + tag;
            case Digest digest -> "@" + digest;
        };
    }
}
