package dev.crossdock.registry.collect;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredStat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at one repository. */
final class RepositoryCheck {
    private final Store store;
    private final Repository repository;
    private final Predicate<Descriptor> demanded;
    private final Consumer<String> findings;

    RepositoryCheck(Store store, Repository repository, Predicate<Descriptor> demanded, Consumer<String> findings) {
        this.demanded = demanded;
        this.store = store;
        this.repository = repository;
        this.findings = findings;
    }

    /** Marks what its links name. */
    void run(FingerprintSet live) {
        store.links(Layout.layers(repository), link -> {
            link.target().or(() -> named(link)).ifPresent(live::add);
            tell(() -> layer(link));
        });
        store.links(Layout.revisions(repository), link -> {
            link.target().or(() -> named(link)).ifPresent(live::add);
            tell(() -> revision(link));
            link.target().ifPresent(this::contents);
        });
        store.tags(repository, tag -> {
            tell(() -> tag(tag));
            store.links(Layout.history(repository, tag), link -> tell(() -> torn(link, "remove the folder")));
        });
    }

    /** Only what is still wrong at a second look: a writer may have been half way. */
    private void tell(Supplier<Optional<String>> look) {
        if (look.get().isPresent()) {
            look.get().ifPresent(findings);
        }
    }

    private static Optional<Digest> named(StoredLink link) {
        return Optional.of(link.named()).filter(digest -> digest.algorithm() == DigestAlgorithm.SHA256);
    }

    private Optional<String> torn(StoredLink link, String remedy) {
        return isThere(link.path()) && store.target(link.path()).isEmpty()
                ? Optional.of("%s: it holds no digest: %s".formatted(link.path(), remedy))
                : Optional.empty();
    }

    private Optional<String> layer(StoredLink link) {
        return torn(link, "push an image that has the blob again, or remove the file").or(() -> leadsAstray(link));
    }

    private Optional<String> revision(StoredLink link) {
        return torn(link, "push the manifest again, or remove the file").or(() -> leadsAstray(link));
    }

    private Optional<String> leadsAstray(StoredLink link) {
        Optional<Digest> target = isThere(link.path()) ? store.target(link.path()) : Optional.empty();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        if (link.named().algorithm() == DigestAlgorithm.SHA256 && !target.get().equals(link.named())) {
            return Optional
                    .of("%s: it leads to %s: remove the file, and push again".formatted(link.path(), target.get()));
        }
        return store.blob(target.get()).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "%s: the blob's bytes are gone: push an image that has it again, or remove the file".formatted(
                                link.path()));
    }

    /** What the manifest refers to; that its bytes are gone has been told. */
    private void contents(Digest digest) {
        StoragePath place = Layout.blob(digest);
        try {
            store.manifest(digest).ifPresent(manifest -> references(manifest)
                    .forEach(part -> tell(() -> missing(digest, part))));
        } catch (MalformedManifestException e) {
            findings.accept("%s: manifest of %s: %s".formatted(place, repository, e.getMessage()));
        }
    }

    /** What has to be there: layers that stay elsewhere need not, and an index's entries may be of other platforms. */
    private static Stream<Reference> references(Manifest manifest) {
        return switch (manifest) {
            case Manifest.Image image -> image.blobs().stream().map(blob -> new Reference(blob, false));
            case Manifest.Index index -> index.entries().stream()
                    .map(entry -> new Reference(entry, MediaType.isManifest(entry.mediaType())));
        };
    }

    /** What a manifest refers to: another manifest, or a blob. */
    private record Reference(Descriptor descriptor, boolean isManifest) {}

    private Optional<String> missing(Digest manifest, Reference part) {
        if (!isThere(Layout.revision(repository, manifest))) {
            return Optional.empty();
        }
        Digest named = part.descriptor().digest();
        StoragePath link = part.isManifest() ? Layout.revision(repository, named) : Layout.layer(repository, named);
        if (!demanded.test(part.descriptor()) && !isThere(link)) {
            return Optional.empty();
        }
        String whose = "%s: manifest %s".formatted(repository, manifest);
        Optional<Digest> target = isThere(link) ? store.target(link) : Optional.empty();
        if (target.isEmpty()) {
            return Optional.of("%s: it refers to %s, but %s says nothing: push the image again".formatted(whose, named,
                    link));
        }
        return store.blob(target.get()).map(StoredStat::size).filter(size -> size != part.descriptor().size())
                .map(size -> "%s: it says that %s has %d bytes, but %s has %d: push the image again".formatted(whose,
                        named, part.descriptor().size(), Layout.blob(target.get()), size));
    }

    private Optional<String> tag(Tag tag) {
        StoragePath path = Layout.current(repository, tag);
        if (!isThere(path)) {
            return Optional.empty();
        }
        Optional<Digest> target = store.target(path);
        if (target.isEmpty()) {
            return Optional.of("%s: it holds no digest: push the tag again, or delete it".formatted(path));
        }
        return isThere(Layout.revision(repository, target.get()))
                ? Optional.empty()
                : Optional.of("%s: it leads to %s, which the repository does not have: push the tag again, or delete it"
                        .formatted(path, target.get()));
    }

    private boolean isThere(StoragePath path) {
        return store.driver().stat(path).filter(StoredStat::isObject).isPresent();
    }
}
