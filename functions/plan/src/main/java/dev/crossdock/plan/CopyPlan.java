package dev.crossdock.plan;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.Attached;
import dev.crossdock.image.attached.WholeImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that one copy does, decided before a byte moves.
 *
 * @param blobs       a task for each blob, in the order of the manifests, each digest once
 * @param manifests   a task for each manifest, each after all that lie beneath it; the last is the one that is tagged
 * @param attachments manifests to put once the last one is there, and before the tag: what belongs to the image
 */
public record CopyPlan(List<BlobTask> blobs, List<ManifestTask> manifests, List<Attachment> attachments) {
    /**
     * A manifest that belongs to the image or to something that does.
     *
     * @param tag     it is put under, for cosign's; else by its digest
     * @param subject that it refers to; none where it lies beneath another attachment
     */
    public record Attachment(Manifest manifest, Optional<Tag> tag, Optional<Digest> subject) {}

    /** Throws IllegalArgumentException where there is no manifest. Copies the lists in. */
    public CopyPlan {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        attachments = List.copyOf(attachments);
        if (manifests.isEmpty()) {
            throw new IllegalArgumentException("copy plan without a manifest: wanted at least the tagged one");
        }
    }

    /** What makes the target hold all of an image to which nothing belongs. */
    public static CopyPlan between(ImageTree wanted, Inventory target) {
        return between(WholeImage.of(wanted), target);
    }

    /** What makes the target hold all that is wanted; what is attached is what it lacks of that. */
    public static CopyPlan between(WholeImage wanted, Inventory target) {
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
        for (Manifest manifest : wanted.tree().childrenFirst()) {
            boolean held = target.heldManifests().contains(manifest.digest());
            if (held && isSettledBeneath(manifest, unsettled)) {
                manifests.add(new ManifestTask.Keep(manifest));
            } else {
                manifests.add(new ManifestTask.Put(manifest, held));
                unsettled.add(manifest.digest());
            }
        }
        return new CopyPlan(blobs, manifests, wanted.attached().stream().flatMap(CopyPlan::attachments).toList());
    }

    private static Stream<Attachment> attachments(Attached attached) {
        return attached.tree().childrenFirst().stream()
                .map(manifest -> manifest.digest().equals(attached.digest())
                        ? new Attachment(manifest, attached.tag(), Optional.of(attached.subject()))
                        : new Attachment(manifest, Optional.empty(), Optional.empty()));
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
        return blobsToMove().isEmpty() && manifestsToPut().isEmpty() && attachments.isEmpty();
    }

    /** The plan for a person: a line with its reason per task, then a summary. */
    public List<String> lines() {
        return new PlanLines(this).lines();
    }
}
