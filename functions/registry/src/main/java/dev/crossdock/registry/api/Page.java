package dev.crossdock.registry.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which part of a list is asked for: at most {@code count} entries after {@code last}. */
record Page(int count, String last) {
    /** The most entries in one answer; a larger wish is cut to it (CVE-2023-2253: a wish is no reason to allocate). */
    static final int MAXIMUM_COUNT = 1000;
    private static final int MAXIMUM_DIGITS = 18;

    static Page of(Query query) {
        String last = query.first("last").orElse("");
        return new Page(query.first("n").map(Page::count).orElse(MAXIMUM_COUNT), last);
    }

    private static int count(String text) {
        if (text.isEmpty() || text.length() > MAXIMUM_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusedException(ErrorCode.PAGINATION_NUMBER_INVALID,
                    "n: wanted a whole number of at most %d digits, at least 0".formatted(MAXIMUM_DIGITS));
        }
        return (int) Math.min(Long.parseLong(text), MAXIMUM_COUNT);
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
