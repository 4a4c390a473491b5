package dev.crossdock.replication;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import java.time.Instant;
import java.util.List;

/**
 * One run of a job, as the ledger keeps it: all that publish needs.
 *
 * @param key       names it
 * @param route     from where to where
 * @param manifests to put, each after all that lie beneath it; the last is the one that the tag will name
 * @param blobs     that were to be moved when the run was opened
 * @param openedAt  when it was planned
 */
public record Run(RunKey key, Route route, List<RawManifest> manifests, List<Descriptor> blobs, Instant openedAt) {
    /** Copies the lists in. */
    public Run {
        manifests = List.copyOf(manifests);
        blobs = List.copyOf(blobs);
    }

    /** The manifest that the tag will name. */
    public RawManifest root() {
        return manifests.getLast();
    }

    /** What the source's tag said when the run was planned. */
    public Digest sourceDigest() {
        return root().digest();
    }
}
