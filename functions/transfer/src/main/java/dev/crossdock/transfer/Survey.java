package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.IndexCut;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Platform;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.Inventory;
import dev.crossdock.plan.extent.PlatformFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads what an image is made of from its source, and what of that a target holds already. Decides nothing. */
public final class Survey {
    /** The most bytes of manifests below one tag. */
    public static final long MAXIMUM_TREE_BYTES = 16 << 20;
    /** The most platforms that a message names. */
    private static final int MAXIMUM_NAMED = 20;

    private final Fanout fanout;

    /** Surveys that ask on the given threads. */
    public Survey(Fanout fanout) {
        this.fanout = fanout;
    }

    /**
     * What was read of an image.
     *
     * @param sourceDigest of the manifest that was named, as it stands at the source
     * @param omitted      children that were left out on purpose and that the tree's root names all the same
     */
    public record Chosen(ImageTree tree, Digest sourceDigest, Set<Digest> omitted) {
        /** Copies the set in. */
        public Chosen {
            omitted = Set.copyOf(omitted);
        }
    }

    /**
     * Reads the manifest and everything beneath it, by digest. Throws {@link RegistryException.Corrupt} for a malformed
     * manifest or a tree beyond the limits, {@link RegistryException.Missing} where a part of it is not there.
     */
    public ImageTree tree(Source source, TagOrDigest reference) {
        return tree(source, reference, PlatformFilter.ALL).tree();
    }

    /** The same for chosen platforms; {@link RegistryException.Missing} as well where an index has none of them. */
    public Chosen tree(Source source, TagOrDigest reference, PlatformFilter platforms) {
        return tree(source, reference, Optional.empty(), platforms);
    }

    /** The same, where the manifest that is named may have been read already. */
    public Chosen tree(Source source, TagOrDigest reference, Optional<RawManifest> read, PlatformFilter platforms) {
        Reading reading = new Reading(source);
        try {
            RawManifest named = read.orElseGet(() -> source.manifest(reference));
            return switch (Manifest.parse(named)) {
                case Manifest.Index index when platforms.mode() != PlatformFilter.Mode.ALL -> reading.chosen(index,
                        platforms, reference);
                case Manifest.Index _,Manifest.Image _ -> new Chosen(reading.read(named, 1), named.digest(), Set.of());
            };
        } catch (MalformedManifestException | IllegalArgumentException e) {
            throw new RegistryException.Corrupt(new Circumstance("read image", reference.toString(),
                    "source " + source.place(), String.valueOf(e.getMessage()), "a well-formed image"), e);
        }
    }

    /** Asks the target for every blob and every manifest but the root, which is judged by its tag. */
    public Inventory inventory(Target target, ImageTree wanted) {
        return inventory(target, wanted, wanted.blobs());
    }

    /** The same, asking for these blobs. */
    public Inventory inventory(Target target, ImageTree wanted, Collection<Descriptor> blobs) {
        return new Inventory(heldBlobs(target, blobs), heldChildren(target, wanted), Map.of());
    }

    /** Which manifests beneath the root the target has. */
    public Set<Digest> heldChildren(Target target, ImageTree wanted) {
        List<Descriptor> children = wanted.childrenFirst().stream()
                .filter(it -> !it.digest().equals(wanted.root().digest()))
                .map(Manifest::descriptor).toList();
        return held(unknown(target, children), child -> target.describe(child.digest()).isPresent());
    }

    /** Which of these blobs the target has. */
    public Set<Digest> heldBlobs(Target target, Collection<Descriptor> blobs) {
        return held(unknown(target, blobs), target::holds);
    }

    private static Collection<Descriptor> unknown(Target target, Collection<Descriptor> wanted) {
        return wanted.stream().filter(target.lacking().content().negate()).toList();
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
            count(raw, depth);
            Manifest manifest = Manifest.parse(raw);
            return new ImageTree(manifest, children(manifest.children(), depth));
        }

        /** A part of an index: the index as it is, or cut down to that part. */
        Chosen chosen(Manifest.Index index, PlatformFilter platforms, TagOrDigest reference) {
            List<Descriptor> kept = platforms.choose(index);
            boolean alone = platforms.mode() == PlatformFilter.Mode.INDEX_ONLY;
            if (!alone && kept.stream().noneMatch(platforms::serves)) {
                throw none(index, platforms, reference);
            }
            Set<Descriptor> keptSet = new HashSet<>(kept);
            RawManifest root = platforms.mode() == PlatformFilter.Mode.REWRITE
                    ? IndexCut.keep(index, keptSet::contains)
                    : index.raw();
            count(root, 1);
            Manifest parsed = Manifest.parse(root);
            Set<Digest> digests = kept.stream().map(Descriptor::digest).collect(Collectors.toSet());
            List<Descriptor> wanted = parsed.children().stream().filter(it -> digests.contains(it.digest())).toList();
            Set<Digest> omitted = parsed.children().stream().map(Descriptor::digest)
                    .filter(digest -> !digests.contains(digest)).collect(Collectors.toSet());
            return new Chosen(new ImageTree(parsed, children(wanted, 1)), index.digest(), omitted);
        }

        private RegistryException.Missing none(Manifest.Index index, PlatformFilter platforms, TagOrDigest reference) {
            String there = index.children().stream().map(Descriptor::platform).flatMap(Optional::stream)
                    .map(Platform::toString).distinct().limit(MAXIMUM_NAMED).collect(Collectors.joining(", "));
            return new RegistryException.Missing(new Circumstance("read index", reference.toString(),
                    "source " + source.place(), "no image for " + platforms.platforms().stream()
                            .map(Platform::toString).collect(Collectors.joining(" or ")),
                    "one of: " + there), null);
        }

        private void count(RawManifest raw, int depth) {
            if (depth > ImageTree.MAXIMUM_DEPTH || manifests.incrementAndGet() > ImageTree.MAXIMUM_MANIFESTS
                    || bytes.addAndGet(raw.size()) > MAXIMUM_TREE_BYTES) {
                throw new IllegalArgumentException(
                        "more than %d levels, %d manifests or %d bytes of manifests".formatted(ImageTree.MAXIMUM_DEPTH,
                                ImageTree.MAXIMUM_MANIFESTS, MAXIMUM_TREE_BYTES));
            }
        }

        private List<ImageTree> children(List<Descriptor> wanted, int depth) {
            List<Descriptor> distinct = new ArrayList<>();
            Set<Digest> seen = new HashSet<>();
            for (Descriptor child : wanted) {
                if (seen.add(child.digest())) {
                    distinct.add(child);
                }
            }
            return fanout.map(distinct, child -> read(source.manifest(child.digest()), depth + 1));
        }
    }
}
