package dev.crossdock.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A manifest with the manifests beneath it, down to the images. Limits bound what a hostile index can cost.
 *
 * @param root     the manifest that the tag names
 * @param children a tree for each child of an index that was read, in the index's order
 */
public record ImageTree(Manifest root, List<ImageTree> children) {
    /** The most levels of manifests below one tag, the root included. */
    public static final int MAXIMUM_DEPTH = 6;
    /** The most manifests below one tag, the root included. */
    public static final int MAXIMUM_MANIFESTS = 2_000;

    /** Throws IllegalArgumentException beyond the limits, or for a child that the root does not name. */
    public ImageTree {
        children = List.copyOf(children);
        Set<Digest> named = root.children().stream().map(Descriptor::digest).collect(Collectors.toSet());
        for (ImageTree child : children) {
            if (!named.contains(child.root.digest())) {
                throw new IllegalArgumentException(
                        "image tree of %s: %s is none of its children".formatted(root.digest(), child.root.digest()));
            }
        }
        if (depth(children) > MAXIMUM_DEPTH || count(children) > MAXIMUM_MANIFESTS) {
            throw new IllegalArgumentException(
                    "image tree of %s: deeper than %d levels or more than %d manifests".formatted(root.digest(),
                            MAXIMUM_DEPTH, MAXIMUM_MANIFESTS));
        }
    }

    /** A tree of one manifest. */
    public ImageTree(Manifest root) {
        this(root, List.of());
    }

    /** Every manifest once, each after all that lie beneath it: the order in which a registry accepts them. */
    public List<Manifest> childrenFirst() {
        Map<Digest, Manifest> ordered = new LinkedHashMap<>();
        collect(ordered);
        return List.copyOf(ordered.values());
    }

    /** Every blob of every manifest once, in the order of the manifests. */
    public Collection<Descriptor> blobs() {
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        for (Manifest manifest : childrenFirst()) {
            for (Descriptor blob : manifest.blobs()) {
                blobs.putIfAbsent(blob.digest(), blob);
            }
        }
        return new ArrayList<>(blobs.values());
    }

    /** Every foreign layer of every image once. */
    public Collection<Descriptor> foreignLayers() {
        Map<Digest, Descriptor> layers = new LinkedHashMap<>();
        for (Manifest manifest : childrenFirst()) {
            List<Descriptor> foreign = switch (manifest) {
                case Manifest.Image image -> image.foreignLayers();
                case Manifest.Index _ -> List.of();
            };
            foreign.forEach(layer -> layers.putIfAbsent(layer.digest(), layer));
        }
        return new ArrayList<>(layers.values());
    }

    private void collect(Map<Digest, Manifest> ordered) {
        for (ImageTree child : children) {
            child.collect(ordered);
        }
        ordered.putIfAbsent(root.digest(), root);
    }

    private static int depth(List<ImageTree> children) {
        return 1 + children.stream().mapToInt(child -> depth(child.children)).max().orElse(0);
    }

    private static int count(List<ImageTree> children) {
        return 1 + children.stream().mapToInt(child -> count(child.children)).sum();
    }
}
