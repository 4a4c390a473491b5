package dev.crossdock.registry.api;

import dev.crossdock.registry.content.ContentSettings.Pages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which part of a list is asked for: at most {@code count} entries after {@code last}. */
record Page(int count, String last) {
    /** How many repositories come where a client does not say, as with distribution. */
    static final int USUAL_REPOSITORIES = 100;
    /** The most, whatever is configured: a page is held in memory. */
    static final int MAXIMUM_COUNT = 100_000;
    private static final int MAXIMUM_DIGITS = 18;

    /** A wish for too many is cut (CVE-2023-2253: a wish is no reason to allocate). */
    static Page ofTags(Query query, Pages limits) {
        int most = Math.min(limits.tags(), MAXIMUM_COUNT);
        return new Page((int) Math.min(query.first("n").map(Page::count).orElse((long) most), most), last(query));
    }

    /** A wish for too many is refused, as distribution does. */
    static Page ofCatalog(Query query, Pages limits) {
        int most = Math.min(limits.repositories(), MAXIMUM_COUNT);
        long wish = query.first("n").map(Page::count).orElse((long) Math.min(USUAL_REPOSITORIES, most));
        if (wish > most) {
            throw new RefusedException(ErrorCode.PAGINATION_NUMBER_INVALID,
                    "n: wanted at most %d repositories in one answer".formatted(most));
        }
        return new Page((int) wish, last(query));
    }

    private static String last(Query query) {
        return query.first("last").orElse("");
    }

    private static long count(String text) {
        if (text.isEmpty() || text.length() > MAXIMUM_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusedException(ErrorCode.PAGINATION_NUMBER_INVALID,
                    "n: wanted a whole number of at most %d digits, at least 0".formatted(MAXIMUM_DIGITS));
        }
        return Long.parseLong(text);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** One more than is asked for, to see whether a further page exists. */
    int lookahead() {
        return count + 1;
    }

    /** The entries of this page among those that the lookahead found. */
    <T> List<T> of(List<T> found) {
        return found.subList(0, Math.min(found.size(), count));
    }

    /** Adds the way to the next page, where there is one (RFC 8288). */
    RegistryResponse linked(RegistryResponse response, String path, List<?> found) {
        if (count == 0 || found.size() <= count) {
            return response;
        }
        String reached = URLEncoder.encode(found.get(count - 1).toString(), StandardCharsets.UTF_8);
        return response.with("Link", "<%s?n=%d&last=%s>; rel=\"next\"".formatted(path, count, reached));
    }
}
