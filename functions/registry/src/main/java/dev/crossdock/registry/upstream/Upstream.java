package dev.crossdock.registry.upstream;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Another registry that images are taken from. Safe for several threads. Every method throws {@link UpstreamException}
 * where it does not answer, or answers with a refusal; repositories have their names there.
 */
public interface Upstream {
    /** Where it is, for messages; never holds a secret. */
    String place();

    /** What it says of a manifest now (HEAD); empty where it has none. */
    Optional<Descriptor> describe(Repository repository, TagOrDigest reference);

    /** As {@link #describe}, for one who has an answer of his own already: within some seconds, or not at all. */
    default Optional<Descriptor> glance(Repository repository, TagOrDigest reference) {
        return describe(repository, reference);
    }

    /** The manifest's bytes; asked for by digest, they have it. Empty where it has none. */
    Optional<RawManifest> manifest(Repository repository, TagOrDigest reference);

    /** The blob's size in bytes (HEAD); empty where it has none. */
    Optional<Long> size(Repository repository, Digest blob);

    /** The blob's bytes, from the first to the last. They are not verified; a read throws IOException where they end early. */
    InputStream open(Repository repository, Descriptor blob) throws IOException;

    /** All tags, bounded; none where it knows no such repository. */
    List<Tag> tags(Repository repository);

    /** What refers to the subject, directly; none where it keeps no such list. */
    List<Digest> referrers(Repository repository, Digest subject);
}
