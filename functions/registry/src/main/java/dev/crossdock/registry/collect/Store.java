package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredStat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads what lies in storage as it lies there, damage included.
 *
 * @param between is run before each name of a listing, which may take hours
 */
record Store(StorageDriver driver, Runnable between) {
    private static final int MAXIMUM_LINK_BYTES = 1024;
    private static final Set<String> REPOSITORY_PARTS = Set.of("_layers", "_manifests", "_uploads", "_referrers");

    Store(StorageDriver driver) {
        this(driver, () -> {});
    }

    /** Every repository, also one that has blobs alone; throws where there is one whose name is none. */
    void repositories(Consumer<Repository> visitor) {
        repositories("", visitor);
    }

    private void repositories(String name, Consumer<Repository> visitor) {
        StoragePath path = name.isEmpty() ? Layout.REPOSITORIES : Layout.REPOSITORIES.resolve(name);
        boolean isRepository = false;
        for (String child : names(path)) {
            if (child.startsWith("_")) {
                isRepository |= REPOSITORY_PARTS.contains(child);
            } else if (Character.isLetterOrDigit(child.charAt(0))) {
                repositories(name.isEmpty() ? child : name + "/" + child, visitor);
            }
        }
        if (isRepository) {
            visitor.accept(repository(name, path));
        }
    }

    private static Repository repository(String name, StoragePath path) {
        try {
            return new Repository(name);
        } catch (IllegalArgumentException e) {
            throw new StorageException("walk %s: it holds a repository's parts, but its name is none: %s: move it away"
                    .formatted(path, e.getMessage()), e);
        }
    }

    /** Every link beneath a folder of algorithms; throws where an algorithm is none that is known. */
    void links(StoragePath root, Consumer<StoredLink> visitor) {
        for (String algorithm : names(root)) {
            StoragePath beneath = root.resolve(algorithm);
            for (String hex : names(beneath)) {
                StoragePath tree = beneath.resolve(hex);
                driver.stat(tree.resolve("link")).filter(StoredStat::isObject)
                        .flatMap(stat -> link(tree, algorithm + ":" + hex, stat)).ifPresent(visitor);
            }
        }
    }

    /** Empty where it went this moment. */
    private Optional<StoredLink> link(StoragePath tree, String named, StoredStat stat) {
        try {
            Digest place = Digest.parse(named);
            return driver.load(tree.resolve("link"), MAXIMUM_LINK_BYTES)
                    .map(bytes -> new StoredLink(tree, place, parsed(bytes), stat.modified()));
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    "read link %s: its place is that of no digest: %s".formatted(tree, e.getMessage()),
                    e);
        }
    }

    /** What the link says; empty where that is no digest. */
    Optional<Digest> target(StoragePath link) {
        return driver.load(link, MAXIMUM_LINK_BYTES).flatMap(Store::parsed);
    }

    private static Optional<Digest> parsed(byte[] bytes) {
        try {
            return Optional.of(Digest.parse(new String(bytes, StandardCharsets.US_ASCII).strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The tags' names that are ones. */
    void tags(Repository repository, Consumer<Tag> visitor) {
        for (String name : names(Layout.tags(repository))) {
            try {
                visitor.accept(new Tag(name));
            } catch (IllegalArgumentException _) {
                // No name of a tag: nobody can ask for it.
            }
        }
    }

    /** The manifest of this digest; throws where its bytes are none, or others. */
    Optional<Manifest> manifest(Digest digest) {
        Optional<byte[]> bytes = driver.load(Layout.blob(digest), RawManifest.MAXIMUM_BYTES);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        RawManifest raw = RawManifest.of("", bytes.get());
        if (!raw.digest().equals(digest)) {
            throw new MalformedManifestException("manifest %s: its bytes are of %s".formatted(digest, raw.digest()));
        }
        return Optional.of(Manifest.parse(raw));
    }

    /** The size of a blob's bytes. */
    Optional<StoredStat> blob(Digest digest) {
        return driver.stat(Layout.blob(digest)).filter(StoredStat::isObject);
    }

    /** Every place of a blob by SHA-256, whether or not it has bytes. */
    void blobs(Consumer<Digest> visitor) {
        StoragePath root = Layout.BLOBS.resolve(DigestAlgorithm.SHA256.label());
        for (String shard : names(root)) {
            for (String hex : names(root.resolve(shard))) {
                if (hex.matches("[0-9a-f]{64}") && hex.startsWith(shard)) {
                    visitor.accept(new Digest(DigestAlgorithm.SHA256, hex));
                }
            }
        }
    }

    Names names(StoragePath path) {
        return new Names(driver, path, between);
    }
}
