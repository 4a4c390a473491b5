package dev.crossdock.registry.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one range of bytes that a GET asks for (RFC 9110, section 14). */
sealed interface ByteRange {
    /** No range, or one that we need not honour: the whole. */
    record All() implements ByteRange {}

    /** These bytes, of which there is at least one. */
    record Part(long first, long length) implements ByteRange {
        String contentRange(long size) {
            return "bytes %d-%d/%d".formatted(first, first + length - 1, size);
        }
    }

    /** Nothing that the body has. */
    record Unsatisfiable() implements ByteRange {}

    Pattern GRAMMAR = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Several ranges at once get the whole, as the RFC allows; an end before its beginning is refused, since the
     * conformance suite wants that of {@code 500-0}.
     */
    static ByteRange of(Optional<String> header, long size) {
        Matcher matcher = GRAMMAR.matcher(header.orElse("").replace(" ", ""));
        if (!matcher.matches() || matcher.group(0).equals("bytes=-")) {
            return new All();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            long wanted = Math.min(Long.parseLong(last), size);
            return part(size - wanted, size - 1);
        }
        long end = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        return part(Long.parseLong(first), end);
    }

    private static ByteRange part(long first, long last) {
        return last < first ? new Unsatisfiable() : new Part(first, last - first + 1);
    }
}
