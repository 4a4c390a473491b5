package dev.crossdock.image.attached;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An image with all that is copied of it and belongs to it.
 *
 * @param sourceDigest  what the source's tag says; another digest than the tree's where entries were cut from the index
 * @param tree          the manifests that are wanted
 * @param attached      what belongs to them, each after what it belongs to
 * @param foreignLayers that are copied like any other; none unless asked for
 * @param omitted       children that the tree's indexes name and that are left out on purpose
 */
public record WholeImage(Digest sourceDigest, ImageTree tree, List<Attached> attached, List<Descriptor> foreignLayers,
        Set<Digest> omitted) {
    /** Copies the collections in. */
    public WholeImage {
        attached = List.copyOf(attached);
        foreignLayers = List.copyOf(foreignLayers);
        omitted = Set.copyOf(omitted);
    }

    /** An image to which nothing belongs. */
    public static WholeImage of(ImageTree tree) {
        return new WholeImage(tree.root().digest(), tree, List.of(), List.of(), Set.of());
    }

    /** The same image with other things attached. */
    public WholeImage with(List<Attached> others) {
        return new WholeImage(sourceDigest, tree, others, foreignLayers, omitted);
    }

    /** Every blob once: the image's own first. */
    public Collection<Descriptor> blobs() {
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        Stream.of(tree.blobs().stream(), foreignLayers.stream(),
                attached.stream().flatMap(each -> each.tree().blobs().stream())).flatMap(each -> each)
                .forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
        return List.copyOf(blobs.values());
    }
}
