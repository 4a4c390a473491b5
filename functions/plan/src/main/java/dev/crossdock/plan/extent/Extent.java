package dev.crossdock.plan.extent;

/**
 * How much of an image a copy takes.
 *
 * @param referrers     what is copied of that which belongs to it: referrers and cosign's tags
 * @param platforms     which images of an index
 * @param foreignLayers whether foreign layers are copied, from the source's registry; their {@code urls} are never asked
 */
public record Extent(ReferrerFilter referrers, PlatformFilter platforms, boolean foreignLayers) {
    /** All platforms and everything that belongs to the image; foreign layers stay where they are. */
    public static final Extent WHOLE = new Extent(ReferrerFilter.ALL, PlatformFilter.ALL, false);
    /** All platforms, and nothing else. */
    public static final Extent IMAGE_ALONE = new Extent(ReferrerFilter.NONE, PlatformFilter.ALL, false);
}
