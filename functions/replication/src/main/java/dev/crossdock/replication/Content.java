package dev.crossdock.replication;

import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run puts into its target once the blobs are there.
 *
 * @param manifests    of the image, each after all that lie beneath it; the last is the one that the tag will name
 * @param attachments  that belong to it, to put after it and before the tag
 * @param sourceDigest what the source's tag said when the run was planned; another digest than the last manifest's where
 *                     an index is rewritten
 * @param tagged       whether the target's tag named the last manifest already: then neither is put again
 * @param omitted      children of its indexes that are left out on purpose
 */
public record Content(List<RawManifest> manifests, List<Attachment> attachments, Digest sourceDigest, boolean tagged,
        Set<Digest> omitted) {
    /**
     * A manifest that belongs to the image or to something that does.
     *
     * @param tag     it is put under, for cosign's; else by its digest
     * @param subject that it refers to; none where it lies beneath another attachment
     */
    public record Attachment(RawManifest manifest, Optional<Tag> tag, Optional<Digest> subject) {}

    /** Copies the collections in. Throws IllegalArgumentException where there is no manifest. */
    public Content {
        manifests = List.copyOf(manifests);
        attachments = List.copyOf(attachments);
        omitted = Set.copyOf(omitted);
        if (manifests.isEmpty()) {
            throw new IllegalArgumentException("content without a manifest: wanted at least the one that is tagged");
        }
    }

    /** Nothing but an image. */
    public static Content of(List<RawManifest> manifests) {
        return new Content(manifests, List.of(), manifests.getLast().digest(), false, Set.of());
    }

    /** By its tag each attachment that has one, whatever the tag says by now; the others by their digests. */
    Set<TagOrDigest> attachmentNames() {
        return attachments.stream().map(each -> each.tag().<TagOrDigest>map(tag -> tag)
                .orElse(each.manifest().digest())).collect(Collectors.toSet());
    }

    /** The manifest that the tag will name. */
    public RawManifest root() {
        return manifests.getLast();
    }
}
