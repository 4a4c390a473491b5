package dev.crossdock.registry.content;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import java.util.List;
import java.util.Optional;
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

    Manifests(StorageDriver driver, Links links, Blobs blobs, Tags tags, RepositoryLocks locks) {
        this.driver = driver;
        this.links = links;
        this.blobs = blobs;
        this.tags = tags;
        this.locks = locks;
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
    boolean has(Repository repository, Digest digest) {
        return links.read(Layout.revision(repository, digest)).flatMap(blobs::size).isPresent();
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
                    && tags.current(repository, tag).filter(held -> !held.equals(canonical)).isPresent()).findFirst();
            if (taken.isPresent()) {
                return new Put.Taken(taken.get());
            }
            store(canonical, manifest.raw());
            links.write(Layout.revision(repository, canonical), canonical);
            if (!digest.equals(canonical)) {
                links.write(Layout.revision(repository, digest), canonical);
            }
            manifest.subject().ifPresent(subject -> referrers.add(repository, subject.digest(), canonical));
            // A tag that another one took since it was looked at is seen here: the link itself is made or not.
            return names.tags.stream().filter(tag -> !tags.put(repository, tag, canonical, names.mayMove.test(tag)))
                    .findFirst().<Put>map(Put.Taken::new).orElseGet(Put.Stored::new);
        }
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

    /** Removes the tags that point at the manifest, then the manifest; empty where the repository does not have it. */
    public Optional<List<Tag>> delete(Repository repository, Digest digest) {
        try (RepositoryLocks.Held _ = locks.alone(repository)) {
            Optional<Digest> canonical = links.read(Layout.revision(repository, digest));
            if (canonical.isEmpty()) {
                return Optional.empty();
            }
            List<Tag> pointing = tags.pointingAt(repository, canonical.get());
            pointing.forEach(tag -> tags.remove(repository, tag));
            driver.delete(Layout.revision(repository, digest), Durability.SYNCED);
            driver.delete(Layout.revision(repository, canonical.get()), Durability.SYNCED);
            return Optional.of(pointing);
        }
    }

    Referrers referrers() {
        return referrers;
    }
}
