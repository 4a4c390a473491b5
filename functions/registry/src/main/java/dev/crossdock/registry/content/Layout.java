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
 *   _crossdock/                                            ours: the collector's marks and leases, events under way
 * </pre>
 *
 * <p>A link's content, not its path, says which blob is meant: one path may be an alias by another algorithm.
 */
public final class Layout {
    /** Where the repositories lie. */
    public static final StoragePath REPOSITORIES = new StoragePath("docker/registry/v2/repositories");
    /** Where all lies that is ours alone, and nobody's content: others skip it, and it can be lost. */
    public static final StoragePath EXTRAS = new StoragePath("docker/registry/v2/_crossdock");
    /** Where the blobs lie, by algorithm, then by their first digits. */
    public static final StoragePath BLOBS = new StoragePath("docker/registry/v2/blobs");

    static final String MANIFESTS = "_manifests";

    /** What lies in an upload's directory beside its bytes. */
    static final List<String> UPLOAD_NOTES = List.of("startedat", "owner");

    private static final int SHARD_LENGTH = 2;

    private Layout() {}

    /** A blob's place: its bytes, and whatever else lies beside them. */
    public static StoragePath blobTree(Digest digest) {
        return BLOBS.resolve(digest.algorithm().label() + "/" + digest.hex().substring(0, SHARD_LENGTH) + "/"
                + digest.hex());
    }

    /** The bytes of a blob. */
    public static StoragePath blob(Digest digest) {
        return blobTree(digest).resolve("data");
    }

    /** The links to the blobs that a repository may read, by algorithm. */
    public static StoragePath layers(Repository repository) {
        return repository(repository).resolve("_layers");
    }

    /** The link to a blob. */
    public static StoragePath layer(Repository repository, Digest digest) {
        return repository(repository).resolve("_layers/" + linkOf(digest));
    }

    /** The manifests and tags of a repository. */
    public static StoragePath manifests(Repository repository) {
        return repository(repository).resolve(MANIFESTS);
    }

    /** The links to the manifests of a repository, by algorithm. */
    public static StoragePath revisions(Repository repository) {
        return manifests(repository).resolve("revisions");
    }

    static StoragePath revisions(Repository repository, DigestAlgorithm algorithm) {
        return manifests(repository).resolve("revisions/" + algorithm.label());
    }

    /** The link to a manifest. */
    public static StoragePath revision(Repository repository, Digest digest) {
        return manifests(repository).resolve("revisions/" + linkOf(digest));
    }

    /** A manifest's place among the revisions: the link, and whatever else lies beside it. */
    static StoragePath revisionTree(Repository repository, Digest digest) {
        return revisions(repository, digest.algorithm()).resolve(digest.hex());
    }

    /** A blob's place in the repository. */
    static StoragePath layerTree(Repository repository, Digest digest) {
        return layers(repository).resolve(digest.algorithm().label() + "/" + digest.hex());
    }

    /** The tags of a repository, by name. */
    public static StoragePath tags(Repository repository) {
        return manifests(repository).resolve("tags");
    }

    static StoragePath tag(Repository repository, Tag tag) {
        return tags(repository).resolve(tag.name());
    }

    /** The link to what a tag points at. */
    public static StoragePath current(Repository repository, Tag tag) {
        return tag(repository, tag).resolve("current/link");
    }

    /** The links to what a tag ever pointed at, by algorithm. */
    public static StoragePath history(Repository repository, Tag tag) {
        return tag(repository, tag).resolve("index");
    }

    static StoragePath history(Repository repository, Tag tag, Digest digest) {
        return tag(repository, tag).resolve("index/" + linkOf(digest));
    }

    /** The upload sessions of a repository, by their names. */
    public static StoragePath uploads(Repository repository) {
        return repository(repository).resolve("_uploads");
    }

    static StoragePath upload(Repository repository, String id) {
        return repository(repository).resolve("_uploads/" + id);
    }

    /** The note that an upload session began. */
    public static StoragePath startedAt(Repository repository, String id) {
        return upload(repository, id).resolve("startedat");
    }

    static StoragePath owner(Repository repository, String id) {
        return upload(repository, id).resolve("owner");
    }

    static StoragePath uploadData(Repository repository, String id) {
        return upload(repository, id).resolve("data");
    }

    /** The links to referrers, by the algorithm of their subjects. */
    public static StoragePath referrers(Repository repository) {
        return repository(repository).resolve("_referrers");
    }

    static StoragePath referrers(Repository repository, Digest subject) {
        return repository(repository).resolve("_referrers/" + subject.algorithm().label() + "/" + subject.hex() + "/"
                + DigestAlgorithm.SHA256.label());
    }

    static StoragePath referrer(Repository repository, Digest subject, Digest referrer) {
        return referrers(repository, subject).resolve(referrer.hex() + "/link");
    }

    /** All that is a repository's, and the repositories whose names go on from its own. */
    public static StoragePath repository(Repository repository) {
        return REPOSITORIES.resolve(repository.name());
    }

    private static String linkOf(Digest digest) {
        return digest.algorithm().label() + "/" + digest.hex() + "/link";
    }
}
