package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.Inventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Reads what an image is made of from its source, and what of that a target holds already. Decides nothing. */
public final class Survey {
    /** The most bytes of manifests below one tag. */
    static final long MAXIMUM_TREE_BYTES = 16 << 20;

    private final Fanout fanout;

    /** Surveys that ask on the given threads. */
    public Survey(Fanout fanout) {
        this.fanout = fanout;
    }

    /**
     * Reads the manifest and everything beneath it, by digest. Throws {@link RegistryException.Corrupt} for a malformed
     * manifest or a tree beyond the limits, {@link RegistryException.Missing} where a part of it is not there.
     */
    public ImageTree tree(Source source, TagOrDigest reference) {
        Reading reading = new Reading(source);
        try {
            return reading.read(source.manifest(reference), 1);
        } catch (MalformedManifestException | IllegalArgumentException e) {
            throw new RegistryException.Corrupt(new Circumstance("read image", reference.toString(),
                    "source " + source.place(), String.valueOf(e.getMessage()), "a well-formed image"), e);
        }
    }

    /** Asks the target for every blob and every manifest but the root, which is judged by its tag. */
    public Inventory inventory(Target target, ImageTree wanted) {
        Set<Digest> blobs = held(wanted.blobs(), target::holds);
        List<Descriptor> children = wanted.childrenFirst().stream()
                .filter(it -> !it.digest().equals(wanted.root().digest()))
                .map(Manifest::descriptor).toList();
        Set<Digest> manifests = held(children, child -> target.describe(child.digest()).isPresent());
        return new Inventory(blobs, manifests, Map.of());
    }

    private Set<Digest> held(Collection<Descriptor> wanted, Predicate<Descriptor> isHeld) {
        List<Boolean> answers = fanout.map(wanted, isHeld::test);
        Set<Digest> held = new HashSet<>();
        int i = 0;
        for (Descriptor descriptor : wanted) {
            if (answers.get(i++)) {
                held.add(descriptor.digest());
            }
        }
        return held;
    }

    /** One tree on its way; counts what it has cost so far. */
    private final class Reading {
        private final Source source;
        private final AtomicInteger manifests = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        Reading(Source source) {
            this.source = source;
        }

        ImageTree read(RawManifest raw, int depth) {
            if (depth > ImageTree.MAXIMUM_DEPTH || manifests.incrementAndGet() > ImageTree.MAXIMUM_MANIFESTS
                    || bytes.addAndGet(raw.size()) > MAXIMUM_TREE_BYTES) {
                throw new IllegalArgumentException(
                        "more than %d levels, %d manifests or %d bytes of manifests".formatted(ImageTree.MAXIMUM_DEPTH,
                                ImageTree.MAXIMUM_MANIFESTS, MAXIMUM_TREE_BYTES));
            }
            Manifest manifest = Manifest.parse(raw);
            List<Descriptor> distinct = new ArrayList<>();
            Set<Digest> seen = new HashSet<>();
            for (Descriptor child : manifest.children()) {
                if (seen.add(child.digest())) {
                    distinct.add(child);
                }
            }
            List<ImageTree> children = fanout.map(distinct, child -> read(source.manifest(child.digest()), depth + 1));
            return new ImageTree(manifest, children);
        }
    }
}
