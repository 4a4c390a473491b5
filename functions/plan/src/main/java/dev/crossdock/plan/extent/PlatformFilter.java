package dev.crossdock.plan.extent;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Platform;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which images of an index are copied, and what becomes of the index.
 *
 * @param mode      what becomes of the index
 * @param platforms that are wanted; none unless the mode chooses by them
 */
public record PlatformFilter(Mode mode, List<Platform> platforms) {
    /** The most platforms that one filter names. */
    public static final int MAXIMUM_PLATFORMS = 64;
    /** Where BuildKit says which image an attestation is of (moby/buildkit, docs/attestations). */
    private static final String ATTESTED = "vnd.docker.reference.digest";

    /** Everything. */
    public static final PlatformFilter ALL = new PlatformFilter(Mode.ALL, List.of());
    /** The index and nothing beneath it. */
    public static final PlatformFilter INDEX_ONLY = new PlatformFilter(Mode.INDEX_ONLY, List.of());

    /** What becomes of the index. */
    public enum Mode {
        /** All its images are copied. */
        ALL,
        /** It stays as it is, with its digest, and names images that the target need not have. */
        SPARSE,
        /** The other images are cut out of it, which gives it a digest of its own. */
        REWRITE,
        /** It is copied alone. */
        INDEX_ONLY
    }

    /** Copies the list in. Throws IllegalArgumentException where mode and platforms contradict, or for too many. */
    public PlatformFilter {
        platforms = List.copyOf(platforms);
        boolean choosing = mode == Mode.SPARSE || mode == Mode.REWRITE;
        if (choosing == platforms.isEmpty() || platforms.size() > MAXIMUM_PLATFORMS) {
            throw new IllegalArgumentException("platforms: wanted 1 to %d, and none where all or none are copied"
                    .formatted(MAXIMUM_PLATFORMS));
        }
    }

    /**
     * The entries that are wanted: images for the platforms, what attests to them, and what is for no platform in
     * particular. An index within the index is taken whole.
     */
    public List<Descriptor> choose(Manifest.Index index) {
        Set<Digest> images = index.entries().stream().filter(this::serves).map(Descriptor::digest)
                .collect(Collectors.toSet());
        return switch (mode) {
            case ALL -> index.entries();
            case INDEX_ONLY -> List.of();
            case SPARSE, REWRITE -> index.entries().stream()
                    .filter(entry -> attested(entry).map(images::contains)
                            .orElseGet(() -> serves(entry) || entry.platform().isEmpty()))
                    .toList();
        };
    }

    /** Whether an entry is an image for one of the platforms. */
    public boolean serves(Descriptor entry) {
        return attested(entry).isEmpty() && entry.platform().map(PlatformFilter::normal)
                .filter(has -> platforms.stream().map(PlatformFilter::normal).anyMatch(has::serves)).isPresent();
    }

    /** Whether an entry is no image, but says something of another entry. */
    public static boolean isAttestation(Descriptor entry) {
        return entry.annotations().containsKey(ATTESTED);
    }

    private static Optional<Digest> attested(Descriptor entry) {
        try {
            return Optional.ofNullable(entry.annotations().get(ATTESTED)).map(Digest::parse);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** There is one variant of 64-bit ARM that anybody means; some say so and some do not (containerd, platforms). */
    private static Platform normal(Platform platform) {
        boolean redundant = platform.architecture().equals("arm64")
                && platform.variant().filter("v8"::equals).isPresent();
        return redundant
                ? new Platform(platform.os(), platform.architecture(), Optional.empty(), platform.osVersion(),
                        platform.osFeatures())
                : platform;
    }
}
