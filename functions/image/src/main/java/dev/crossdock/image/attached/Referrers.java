package dev.crossdock.image.attached;

import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a repository says refers to a manifest.
 *
 * @param entries  in its order
 * @param byApi    whether the registry keeps the list itself (OCI distribution spec, "Listing Referrers")
 * @param fallback the index that stands under the fallback tag of a registry that does not, where there is one
 */
public record Referrers(List<Referrer> entries, boolean byApi, Optional<RawManifest> fallback) {
    /** Nothing refers to it, and nobody keeps a list. */
    public static final Referrers NONE = new Referrers(List.of(), false, Optional.empty());

    /** Copies the list in. */
    public Referrers {
        entries = List.copyOf(entries);
    }

    /** A list that the registry keeps. */
    public static Referrers byApi(List<Referrer> entries) {
        return new Referrers(entries, true, Optional.empty());
    }

    /** The list under a fallback tag. Throws {@link dev.crossdock.image.MalformedManifestException} where it is none. */
    public static Referrers byTag(RawManifest index) {
        return new Referrers(ReferrerIndex.read(index), false, Optional.of(index));
    }

    /** The digests of the entries. */
    public Set<Digest> digests() {
        return entries.stream().map(entry -> entry.descriptor().digest()).collect(Collectors.toSet());
    }
}
