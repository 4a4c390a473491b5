package dev.crossdock.registry.content;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.Recent;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import java.util.HashSet;
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
    private final Guard guard;
    /** Those that were read lately, by weight in bytes of JSON: taken to pieces, they are about eight times as large. */
    private final Recent<Digest, Manifest> known = new Recent<>(2 << 20);

    Manifests(Storage storage, Blobs blobs, Tags tags, Catalog catalog) {
        this.driver = storage.driver();
        this.guard = storage.guard();
        this.links = storage.links();
        this.blobs = blobs;
        this.tags = tags;
        this.catalog = catalog;
        this.locks = storage.locks();
        this.referrers = new Referrers(driver, links, this);
        catalog.alsoForget(referrers::forget);
    }

    /** What the content is built on. */
    record Storage(StorageDriver driver, Links links, RepositoryLocks locks, Guard guard) {}

    /** A manifest that a repository has, and its digest: as the client asked for it; for a tag, what the tag points at. */
    public record Found(Digest digest, Manifest manifest) {}

    /**
     * On which a manifest is put.
     *
     * @param tags     it gets these, in this order
     * @param mayMove  whether a tag that points at something else may be moved
     * @param demanded whether an entry of an index has to be here before it
     */
    public record Terms(List<Tag> tags, Predicate<Tag> mayMove, Predicate<Descriptor> demanded) {
        /** Copies the list in. */
        public Terms {
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

        /** Such a tag is put once, and it points at something else. */
        record Immutable(Tag tag, Digest current) implements Put {}
    }

    /** What a deletion found. */
    public sealed interface Deletion {
        /** The manifest is gone, and so are these tags, which pointed at it. */
        record Deleted(List<Tag> tags) implements Deletion {
            /** Copies the list in. */
            public Deleted {
                tags = List.copyOf(tags);
            }
        }

        /** The repository does not have it. */
        record Unknown() implements Deletion {}

        /** Nothing was deleted: this tag may not go. */
        record Immutable(Tag tag) implements Deletion {}
    }

    /** The manifest, where the repository has it: a client that is told so may count on it in an index. */
    public Optional<Found> find(Repository repository, TagOrDigest reference) {
        Optional<Found> found = read(repository, reference);
        found.ifPresent(it -> guard.seen(repository, it.manifest.digest()));
        return found;
    }

    /** The same, of which no client is told. */
    Optional<Found> read(Repository repository, TagOrDigest reference) {
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

    /** What the storage gives is compared with what is known of it, and parsed where it is something else. */
    private Optional<Manifest> load(Digest canonical) {
        return driver.load(Layout.blob(canonical), RawManifest.MAXIMUM_BYTES).map(bytes -> known.get(canonical)
                .filter(it -> it.raw().has(bytes))
                .orElseGet(() -> known.put(canonical, Manifest.parse(RawManifest.of("", bytes)), bytes.length)));
    }

    /** Stores a manifest whose references are all there, then moves the tags to it, each after all beneath it. */
    public Put put(Repository repository, Manifest manifest, Digest digest, Terms terms) {
        Digest canonical = Digest.sha256(manifest.raw().bytes());
        if (isUnlinked(repository, manifest, terms)) {
            List<Descriptor> missing = missing(repository, manifest, terms);
            if (!missing.isEmpty()) {
                return new Put.Lacking(missing);
            }
        }
        try (Guard.Leave _ = guard.enter(touched(repository, manifest, canonical));
                RepositoryLocks.Held _ = locks.together(repository)) {
            List<Descriptor> missing = missing(repository, manifest, terms);
            if (!missing.isEmpty()) {
                return new Put.Lacking(missing);
            }
            Optional<Put> refusal = terms.tags.stream()
                    .filter(tag -> (tags.isFixed(repository, tag) || !terms.mayMove.test(tag))
                            && tags.isElsewhere(repository, tag, canonical))
                    .flatMap(tag -> refusal(repository, tag, terms).stream()).findFirst();
            if (refusal.isPresent()) {
                return refusal.get();
            }
            write(repository, manifest, digest, canonical);
            // A tag that another one took since it was looked at is seen here: the link itself is made or not.
            return terms.tags.stream().filter(tag -> !tags.put(repository, tag, digest, terms.mayMove.test(tag))
                    && tags.isElsewhere(repository, tag, canonical)).findFirst()
                    .flatMap(tag -> refusal(repository, tag, terms)).orElseGet(Put.Stored::new);
        }
    }

    /** Why the tag may not be moved, if it may not. */
    private Optional<Put> refusal(Repository repository, Tag tag, Terms terms) {
        if (tags.isFixed(repository, tag)) {
            return tags.current(repository, tag).map(current -> new Put.Immutable(tag, current));
        }
        return terms.mayMove.test(tag) ? Optional.empty() : Optional.of(new Put.Taken(tag));
    }

    /** All that has to stay while the manifest is put: it names by any algorithm, but what is kept is kept by SHA-256. */
    private List<Digest> touched(Repository repository, Manifest manifest, Digest canonical) {
        Stream<Digest> named = switch (manifest) {
            case Manifest.Image image -> Stream.concat(Stream.of(image.config()), image.layers().stream())
                    .map(Descriptor::digest);
            case Manifest.Index index -> index.entries().stream().map(Descriptor::digest);
        };
        return Stream.concat(Stream.of(canonical), named.flatMap(digest -> named(repository, digest).stream()))
                .distinct().toList();
    }

    private Optional<Digest> named(Repository repository, Digest digest) {
        if (digest.algorithm() == DigestAlgorithm.SHA256) {
            return Optional.of(digest);
        }
        return links.read(Layout.layer(repository, digest))
                .or(() -> links.read(Layout.revision(repository, digest)));
    }

    /** The first one makes a repository of what had blobs alone. */
    private void link(Repository repository, Digest canonical) {
        try {
            links.rewrite(Layout.revision(repository, canonical), canonical);
            catalog.add(repository);
        } catch (StorageException e) {
            catalog.forget();
            throw e;
        }
    }

    /** The same for one whose references lie elsewhere, and come when they are asked for. */
    public void keep(Repository repository, Manifest manifest, Digest digest, List<Tag> names) {
        Digest canonical = Digest.sha256(manifest.raw().bytes());
        try (Guard.Leave _ = guard.enter(List.of(canonical));
                RepositoryLocks.Held _ = locks.together(repository)) {
            write(repository, manifest, digest, canonical);
            names.forEach(tag -> tags.put(repository, tag, canonical, true));
        }
    }

    private void write(Repository repository, Manifest manifest, Digest digest, Digest canonical) {
        store(canonical, manifest.raw());
        link(repository, canonical);
        if (!digest.equals(canonical)) {
            links.rewrite(Layout.revision(repository, digest), canonical);
        }
        manifest.subject().ifPresent(subject -> referrers.add(repository, subject.digest(), canonical));
    }

    /** Other bytes of that name can only be a torn write of an earlier program, and are replaced. */
    private void store(Digest canonical, RawManifest raw) {
        if (!blobs.size(canonical).equals(Optional.of((long) raw.size()))) {
            driver.write(Layout.blob(canonical), raw.bytes(), Durability.SYNCED);
        }
    }

    /** A first look: what a client merely invents is not announced to a collector, which costs a request for each. */
    private boolean isUnlinked(Repository repository, Manifest manifest, Terms terms) {
        return manifest.blobs().stream().anyMatch(blob -> links.read(Layout.layer(repository, blob.digest())).isEmpty())
                || manifest.children().stream().anyMatch(child -> terms.demanded.test(child)
                        && links.read(Layout.revision(repository, child.digest())).isEmpty());
    }

    private List<Descriptor> missing(Repository repository, Manifest manifest, Terms terms) {
        Stream<Descriptor> lackedBlobs = manifest.blobs().stream()
                .filter(blob -> blobs.find(repository, blob.digest()).isEmpty());
        Stream<Descriptor> lackedChildren = manifest.children().stream()
                .filter(child -> terms.demanded.test(child) && !has(repository, child.digest()));
        return Stream.concat(lackedBlobs, lackedChildren).toList();
    }

    /**
     * Removes the tags that point at the manifest, then the manifest; {@code before} is told which tags these are, before
     * anything is removed. Nobody can put a tag in between.
     */
    public Deletion delete(Repository repository, Digest digest, Consumer<List<Tag>> before) {
        Optional<Digest> canonical = links.read(Layout.revision(repository, digest));
        if (canonical.isEmpty()) {
            return new Deletion.Unknown();
        }
        Set<Digest> digests = new HashSet<>(List.of(digest, canonical.get()));
        aliases(canonical.get()).forEach(digests::add);
        // All tags are read before others are kept out: that may be a request for each.
        try (Tags.Search search = tags.search(repository, digests);
                RepositoryLocks.Held _ = locks.alone(repository)) {
            if (!links.read(Layout.revision(repository, digest)).equals(canonical)) {
                return new Deletion.Unknown();
            }
            List<Tag> pointing = search.found();
            Optional<Tag> fixed = pointing.stream().filter(tag -> tags.isFixed(repository, tag)).findFirst();
            if (fixed.isPresent()) {
                return new Deletion.Immutable(fixed.get());
            }
            before.accept(pointing);
            pointing.forEach(tag -> tags.remove(repository, tag));
            driver.delete(Layout.revisionTree(repository, digest), Durability.SYNCED);
            drop(repository, canonical.get());
            return new Deletion.Deleted(pointing);
        }
    }

    /** Takes the repository's links to a manifest away, by whichever digest, and leaves its tags alone: for the collector. */
    public boolean drop(Repository repository, Digest canonical) {
        aliases(canonical).forEach(alias -> driver.delete(Layout.revisionTree(repository, alias), Durability.SYNCED));
        return driver.delete(Layout.revisionTree(repository, canonical), Durability.SYNCED);
    }

    /** By which other digests the manifest may be known; none where its bytes are gone. */
    private Stream<Digest> aliases(Digest canonical) {
        return driver.load(Layout.blob(canonical), RawManifest.MAXIMUM_BYTES).stream()
                .map(bytes -> Digest.of(DigestAlgorithm.SHA512, bytes));
    }

    Referrers referrers() {
        return referrers;
    }
}
