package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import java.util.List;
import java.util.Optional;

/**
 * One repository that images are read from. Safe for several threads. Every method throws {@link RegistryException}
 * for what should not happen.
 */
public interface Source {
    /** Where it is, for messages: {@code eu.example:5000/team/app}. Never holds a secret. */
    String place();

    /** What the repository says of a manifest now, without reading it; empty where it has none (HEAD). */
    Optional<Descriptor> describe(TagOrDigest reference);

    /**
     * The manifest's bytes. Asked for by digest, they have that digest, or {@link RegistryException.Corrupt} is thrown;
     * a manifest that is not there is {@link RegistryException.Missing}.
     */
    RawManifest manifest(TagOrDigest reference);

    /**
     * The blob's bytes from {@code from} to before {@code to} (in bytes, {@code 0 ≤ from < to ≤} the blob's size). The
     * bytes are not verified: the caller hashes.
     */
    BlobRange blob(Descriptor blob, long from, long to);

    /** All tags of the repository, in the registry's order; bounded, and none where the repository is unknown. */
    List<Tag> tags();

    /**
     * What refers to a manifest, which need not be there. Where one artifact type is named, others may be left out, and
     * may be given all the same. A place that knows of no referrers has none.
     */
    default Referrers referrers(Digest subject, Optional<String> artifactType) {
        return Referrers.NONE;
    }
}
