package dev.crossdock.registry.api;

/**
 * The most entries of a list in one answer.
 *
 * @param catalog repositories; who asks for more is refused, as distribution does ({@code catalog.maxentries})
 * @param tags    of a repository; who asks for more is given so many ({@code tags.maxtags})
 */
public record PageLimits(int catalog, int tags) {
    /** Distribution's defaults. */
    public static final PageLimits USUAL = new PageLimits(1000, 1000);
    /** The most that can be configured: a page is held in memory. */
    public static final int MAXIMUM = 100_000;

    /** Throws IllegalArgumentException for a number out of range. */
    public PageLimits {
        check("catalog.maxentries", catalog);
        check("tags.maxtags", tags);
    }

    private static void check(String key, int limit) {
        if (limit < 1 || limit > MAXIMUM) {
            throw new IllegalArgumentException("%s %d: wanted 1 to %d".formatted(key, limit, MAXIMUM));
        }
    }
}
