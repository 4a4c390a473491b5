package dev.crossdock.registry.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a chunk of an upload belongs: {@code start-end}, both included; HTTP's own {@code bytes a-b/size} also reads. */
record ChunkRange(long first, long last) {
    private static final Pattern GRAMMAR = Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/(?:\\d+|\\*))?");

    static Optional<ChunkRange> parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ChunkRange range = new ChunkRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
        return range.last < range.first ? Optional.empty() : Optional.of(range);
    }

    long length() {
        return last - first + 1;
    }
}
