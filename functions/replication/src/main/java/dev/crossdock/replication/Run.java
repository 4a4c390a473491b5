package dev.crossdock.replication;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import java.time.Instant;
import java.util.List;

/**
 * One run of a job, as the ledger keeps it: all that publish needs.
 *
 * @param key      names it
 * @param route    from where to where
 * @param content  to put once the blobs are there
 * @param blobs    that were to be moved when the run was opened
 * @param openedAt when it was planned
 */
public record Run(RunKey key, Route route, Content content, List<Descriptor> blobs, Instant openedAt) {
    /** Copies the list in. */
    public Run {
        blobs = List.copyOf(blobs);
    }

    /** The image's manifests to put, each after all that lie beneath it. */
    public List<RawManifest> manifests() {
        return content.manifests();
    }

    /** The manifest that the tag will name. */
    public RawManifest root() {
        return content.root();
    }

    /**
     * Whether nothing of this run is left to do once the other one is published: it was planned for what the source's tag
     * no longer says, or all that belongs to its image is put by the other one too.
     */
    public boolean isCoveredBy(Run other) {
        return !sourceDigest().equals(other.sourceDigest())
                || other.content.attachmentNames().containsAll(content.attachmentNames());
    }

    /** What the source's tag said when the run was planned. */
    public Digest sourceDigest() {
        return content.sourceDigest();
    }
}
