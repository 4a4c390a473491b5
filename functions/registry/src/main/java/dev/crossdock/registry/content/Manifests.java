package dev.crossdock.registry.content;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The manifests of all repositories. The layout stores no media type: it is read from the bytes, so a manifest whose
 * bytes do not say what it is cannot be kept.
 */
public final class Manifests {
    private final StorageDriver driver;
    private final Links links;
    private final Blobs blobs;
    private final Tags tags;
    private final Referrers referrers;
    private final RepositoryLocks locks;
    private final Catalog catalog;

    Manifests(StorageDriver driver, Links links, Blobs blobs, Tags tags, RepositoryLocks locks, Catalog catalog) {
        this.driver = driver;
        this.links = links;
        this.blobs = blobs;
        this.tags = tags;
        this.locks = locks;
        this.catalog = catalog;
        this.referrers = new Referrers(driver, links, this);
    }

    /**
     * A manifest that a repository has.
     *
     * @param digest   as the client asked for it; for a tag, what the tag points at
     * @param manifest as read from its bytes
     */
    public record Found(Digest digest, Manifest manifest) {}

    /**
     * The tags that a manifest gets.
     *
     * @param tags    in this order
     * @param mayMove whether a tag that points at something else may be moved
     */
    public record Names(List<Tag> tags, Predicate<Tag> mayMove) {
        /** Copies the list in. */
        public Names {
            tags = List.copyOf(tags);
        }
    }

    /** What a put found. */
    public sealed interface Put {
        /** Everything is durable, the tags too. */
        record Stored() implements Put {}

        /** This tag points at something else, and may not be moved. */
        record Taken(Tag tag) implements Put {}

        /** Nothing was written: the repository does not have these. */
        record Lacking(List<Descriptor> missing) implements Put {
            /** Copies the list in. */
            public Lacking {
                missing = List.copyOf(missing);
            }
        }
    }

    /** The manifest, where the repository has it. */
    public Optional<Found> find(Repository repository, TagOrDigest reference) {
        Optional<Digest> named = switch (reference) {
            case Tag tag -> tags.current(repository, tag);
            case Digest digest -> Optional.of(digest);
        };
        return named.flatMap(digest -> links.read(Layout.revision(repository, digest)).flatMap(this::load)
                .map(manifest -> new Found(digest, manifest)));
    }

    /** Whether the repository has it, without reading it. */
    public boolean has(Repository repository, Digest digest) {
        return canonical(repository, digest).isPresent();
    }

    /** By which the repository's manifest is stored; empty where it has none of that digest. */
    Optional<Digest> canonical(Repository repository, Digest digest) {
        return links.read(Layout.revision(repository, digest)).filter(target -> blobs.size(target).isPresent());
    }

    private Optional<Manifest> load(Digest canonical) {
        return driver.load(Layout.blob(canonical), RawManifest.MAXIMUM_BYTES)
                .map(bytes -> Manifest.parse(RawManifest.of("", bytes)));
    }

    /** Stores a manifest whose references are all there, then moves the tags to it, each after all beneath it. */
    public Put put(Repository repository, Manifest manifest, Digest digest, Names names) {
        try (RepositoryLocks.Held _ = locks.together(repository)) {
            List<Descriptor> missing = missing(repository, manifest);
            if (!missing.isEmpty()) {
                return new Put.Lacking(missing);
            }
            Digest canonical = Digest.sha256(manifest.raw().bytes());
            Optional<Tag> taken = names.tags.stream().filter(tag -> !names.mayMove.test(tag)
                    && pointsElsewhere(repository, tag, canonical)).findFirst();
            if (taken.isPresent()) {
                return new Put.Taken(taken.get());
            }
            write(repository, manifest, digest, canonical);
            // A tag that another one took since it was looked at is seen here: the link itself is made or not.
            return names.tags.stream().filter(tag -> !tags.put(repository, tag, digest, names.mayMove.test(tag))
                    && pointsElsewhere(repository, tag, canonical)).findFirst().<Put>map(Put.Taken::new)
                    .orElseGet(Put.Stored::new);
        }
    }

    /** A tag may name the same manifest by another digest. */
    private boolean pointsElsewhere(Repository repository, Tag tag, Digest canonical) {
        return tags.current(repository, tag).filter(held -> !held.equals(canonical)
                && !links.read(Layout.revision(repository, held)).equals(Optional.of(canonical))).isPresent();
    }

    /** The first one makes a repository of what had blobs alone. */
    private void link(Repository repository, Digest canonical) {
        try {
            links.write(Layout.revision(repository, canonical), canonical);
            catalog.add(repository);
        } catch (StorageException e) {
            catalog.forget();
            throw e;
        }
    }

    /** The same for one whose references lie elsewhere, and come when they are asked for. */
    public void keep(Repository repository, Manifest manifest, Digest digest, List<Tag> names) {
        try (RepositoryLocks.Held _ = locks.together(repository)) {
            Digest canonical = Digest.sha256(manifest.raw().bytes());
            write(repository, manifest, digest, canonical);
            names.forEach(tag -> tags.put(repository, tag, canonical, true));
        }
    }

    private void write(Repository repository, Manifest manifest, Digest digest, Digest canonical) {
        store(canonical, manifest.raw());
        link(repository, canonical);
        if (!digest.equals(canonical)) {
            links.write(Layout.revision(repository, digest), canonical);
        }
        manifest.subject().ifPresent(subject -> referrers.add(repository, subject.digest(), canonical));
    }

    /** Other bytes of that name can only be a torn write of an earlier program, and are replaced. */
    private void store(Digest canonical, RawManifest raw) {
        if (!blobs.size(canonical).equals(Optional.of((long) raw.size()))) {
            driver.write(Layout.blob(canonical), raw.bytes(), Durability.SYNCED);
        }
    }

    private List<Descriptor> missing(Repository repository, Manifest manifest) {
        Stream<Descriptor> lackedBlobs = manifest.blobs().stream()
                .filter(blob -> blobs.find(repository, blob.digest()).isEmpty());
        Stream<Descriptor> lackedChildren = manifest.children().stream()
                .filter(child -> !has(repository, child.digest()));
        return Stream.concat(lackedBlobs, lackedChildren).toList();
    }

    /**
     * Removes the tags that point at the manifest, then the manifest; empty where the repository does not have it.
     * {@code before} is told which tags these are, before anything is removed.
     */
    public Optional<List<Tag>> delete(Repository repository, Digest digest, Consumer<List<Tag>> before) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            Optional<Digest> canonical = links.read(Layout.revision(repository, digest));
            if (canonical.isEmpty()) {
                return Optional.empty();
            }
            Set<Digest> digests = digests(canonical.get(), digest);
            List<Tag> pointing = tags.pointingAt(repository, digests);
            before.accept(pointing);
            pointing.forEach(tag -> tags.remove(repository, tag));
            digests.forEach(name -> driver.delete(Layout.revision(repository, name), Durability.SYNCED));
            return Optional.of(pointing);
        }
    }

    /** By which a manifest may have been put: deleted by one of them, it may not be found by another. */
    private Set<Digest> digests(Digest canonical, Digest asked) {
        Set<Digest> digests = new LinkedHashSet<>(List.of(asked));
        blobs.size(canonical).filter(size -> size <= RawManifest.MAXIMUM_BYTES)
                .flatMap(size -> driver.load(Layout.blob(canonical), RawManifest.MAXIMUM_BYTES))
                .ifPresent(bytes -> digests.add(Digest.of(DigestAlgorithm.SHA512, bytes)));
        digests.add(canonical);
        return digests;
    }

    Referrers referrers() {
        return referrers;
    }
}
