package dev.crossdock.registry.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The parameters behind a request's question mark. */
record Query(String text) {
    /** The first parameter of this name; an empty one counts. */
    Optional<String> first(String name) {
        return values(name).findFirst();
    }

    List<String> all(String name) {
        return values(name).toList();
    }

    private Stream<String> values(String name) {
        return Arrays.stream(text.split("&", -1)).map(pair -> pair.split("=", 2))
                .filter(pair -> decoded(pair[0]).equals(name)).map(pair -> pair.length == 2 ? decoded(pair[1]) : "");
    }

    /** What is no percent-encoding stays as it is, for a noun to refuse. */
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
