package dev.crossdock.plan;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that one copy does, decided before a byte moves.
 *
 * @param blobs     a task for each blob, in the order of the manifests, each digest once
 * @param manifests a task for each manifest, each after all that lie beneath it; the last is the one that is tagged
 */
public record CopyPlan(List<BlobTask> blobs, List<ManifestTask> manifests) {
    /** Throws IllegalArgumentException where there is no manifest. Copies the lists in. */
    public CopyPlan {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        if (manifests.isEmpty()) {
            throw new IllegalArgumentException("copy plan without a manifest: wanted at least the tagged one");
        }
    }

    /** What makes the target hold all that is wanted. */
    public static CopyPlan between(ImageTree wanted, Inventory target) {
        List<BlobTask> blobs = new ArrayList<>();
        Set<Digest> unsettled = new HashSet<>();
        for (Descriptor blob : wanted.blobs()) {
            BlobTask task = decide(blob, target);
            blobs.add(task);
            if (!(task instanceof BlobTask.Keep)) {
                unsettled.add(blob.digest());
            }
        }
        List<ManifestTask> manifests = new ArrayList<>();
        for (Manifest manifest : wanted.childrenFirst()) {
            boolean held = target.heldManifests().contains(manifest.digest());
            if (held && isSettledBeneath(manifest, unsettled)) {
                manifests.add(new ManifestTask.Keep(manifest));
            } else {
                manifests.add(new ManifestTask.Put(manifest, held));
                unsettled.add(manifest.digest());
            }
        }
        return new CopyPlan(blobs, manifests);
    }

    private static BlobTask decide(Descriptor blob, Inventory target) {
        if (target.heldBlobs().contains(blob.digest())) {
            return new BlobTask.Keep(blob);
        }
        var sibling = target.siblings().get(blob.digest());
        return sibling == null ? new BlobTask.Stream(blob) : new BlobTask.Mount(blob, sibling);
    }

    private static boolean isSettledBeneath(Manifest manifest, Set<Digest> unsettled) {
        return manifest.blobs().stream().noneMatch(blob -> unsettled.contains(blob.digest()))
                && manifest.children().stream().noneMatch(child -> unsettled.contains(child.digest()));
    }

    /** The manifest that the tag will name. */
    public Manifest root() {
        return manifests.getLast().manifest();
    }

    /** The blob tasks that ask something of the target: all but those it keeps. */
    public List<BlobTask> blobsToMove() {
        return blobs.stream().filter(task -> !(task instanceof BlobTask.Keep)).toList();
    }

    /** The manifests to put, children first. */
    public List<Manifest> manifestsToPut() {
        return manifests.stream().filter(task -> task instanceof ManifestTask.Put).map(ManifestTask::manifest).toList();
    }

    /** The bytes of the blobs to stream: what moves at most where every mount is granted. */
    public long bytesToStream() {
        return blobs.stream().filter(task -> task instanceof BlobTask.Stream).mapToLong(task -> task.blob().size())
                .reduce(0, PlanLines::saturatedSum);
    }

    /** Whether the target has everything already, the tag aside. */
    public boolean isEmpty() {
        return blobsToMove().isEmpty() && manifestsToPut().isEmpty();
    }

    /** The plan for a person: a line with its reason per task, then a summary. */
    public List<String> lines() {
        return new PlanLines(this).lines();
    }
}
