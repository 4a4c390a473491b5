package dev.crossdock.registry.content;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.storage.StoragePath;
import java.util.List;

/**
 * Where everything lies, as in distribution's registry/storage/paths.go:
 *
 * <pre>
 * docker/registry/v2/
 *   blobs/{algorithm}/{first two digits}/{hex}/data        layers, configurations and manifests, byte for byte
 *   repositories/{name}/
 *     _layers/{algorithm}/{hex}/link                       the repository may read this blob
 *     _manifests/revisions/{algorithm}/{hex}/link          the repository has this manifest
 *     _manifests/tags/{tag}/current/link                   what the tag points at, by the digest it was put with
 *     _manifests/tags/{tag}/index/{algorithm}/{hex}/link   what it ever pointed at
 *     _uploads/{id}/startedat, data                        a session; only finished content is shared with others
 *     _uploads/{id}/owner                                  ours: who began it, where that is known
 *     _referrers/{algorithm}/{hex}/{algorithm}/{hex}/link  ours: subject, then referrer; others skip it
 * </pre>
 *
 * <p>A link's content, not its path, says which blob is meant: one path may be an alias by another algorithm.
 */
final class Layout {
    static final StoragePath REPOSITORIES = new StoragePath("docker/registry/v2/repositories");
    static final String MANIFESTS = "_manifests";

    /** What lies in an upload's directory beside its bytes. */
    static final List<String> UPLOAD_NOTES = List.of("startedat", "owner");

    private static final StoragePath BLOBS = new StoragePath("docker/registry/v2/blobs");
    private static final int SHARD_LENGTH = 2;

    private Layout() {}

    static StoragePath blob(Digest digest) {
        return BLOBS.resolve("%s/%s/%s/data".formatted(digest.algorithm().label(),
                digest.hex().substring(0, SHARD_LENGTH), digest.hex()));
    }

    static StoragePath layer(Repository repository, Digest digest) {
        return repository(repository).resolve("_layers/" + linkOf(digest));
    }

    static StoragePath manifests(Repository repository) {
        return repository(repository).resolve(MANIFESTS);
    }

    static StoragePath revisions(Repository repository, DigestAlgorithm algorithm) {
        return manifests(repository).resolve("revisions/" + algorithm.label());
    }

    static StoragePath revision(Repository repository, Digest digest) {
        return manifests(repository).resolve("revisions/" + linkOf(digest));
    }

    static StoragePath tags(Repository repository) {
        return manifests(repository).resolve("tags");
    }

    static StoragePath tag(Repository repository, Tag tag) {
        return tags(repository).resolve(tag.name());
    }

    static StoragePath current(Repository repository, Tag tag) {
        return tag(repository, tag).resolve("current/link");
    }

    static StoragePath history(Repository repository, Tag tag, Digest digest) {
        return tag(repository, tag).resolve("index/" + linkOf(digest));
    }

    static StoragePath upload(Repository repository, String id) {
        return repository(repository).resolve("_uploads/" + id);
    }

    static StoragePath startedAt(Repository repository, String id) {
        return upload(repository, id).resolve("startedat");
    }

    static StoragePath owner(Repository repository, String id) {
        return upload(repository, id).resolve("owner");
    }

    static StoragePath uploadData(Repository repository, String id) {
        return upload(repository, id).resolve("data");
    }

    static StoragePath referrers(Repository repository, Digest subject) {
        return repository(repository).resolve("_referrers/%s/%s/%s".formatted(subject.algorithm().label(),
                subject.hex(), DigestAlgorithm.SHA256.label()));
    }

    static StoragePath referrer(Repository repository, Digest subject, Digest referrer) {
        return referrers(repository, subject).resolve(referrer.hex() + "/link");
    }

    static StoragePath repository(Repository repository) {
        return REPOSITORIES.resolve(repository.name());
    }

    private static String linkOf(Digest digest) {
        return digest.algorithm().label() + "/" + digest.hex() + "/link";
    }
}
