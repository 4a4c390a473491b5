package dev.crossdock.proof.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A value of the template and the path to it: a mapping, a list or a scalar. */
public record Tree(String path, Object value) {
    /** What is under the keys, one below the other; empty where one of them is not there. */
    public Optional<Tree> find(String... keys) {
        Optional<Tree> found = Optional.of(this);
        for (String key : keys) {
            found = found.flatMap(tree -> Optional.ofNullable(tree.entries().get(key)));
        }
        return found;
    }

    public Tree get(String... keys) {
        return find(keys).orElseThrow(() -> new IllegalArgumentException(
                "%s: has no %s".formatted(path, String.join(".", keys))));
    }

    /** A mapping's; none of anything else. */
    public Map<String, Tree> entries() {
        Map<String, Tree> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> entries.put(key.toString(), new Tree(path + "." + key, entry)));
        }
        return entries;
    }

    /** A list's items; anything else is its own only item, as in a policy's {@code Action}. */
    public List<Tree> items() {
        return value instanceof List<?> list
                ? IntStream.range(0, list.size()).mapToObj(at -> new Tree("%s[%d]".formatted(path, at), list.get(at)))
                        .toList()
                : List.of(this);
    }

    public List<String> texts() {
        return items().stream().map(Tree::text).toList();
    }

    public String text() {
        if (value instanceof Map || value instanceof List) {
            throw new IllegalArgumentException("%s: got %s, wanted a scalar".formatted(path, value));
        }
        return value.toString();
    }

    /** Also of a text in digits, which is what a parameter's value may be. */
    public long number() {
        try {
            return Long.parseLong(text());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s: got %s, wanted a number".formatted(path, value), e);
        }
    }

    public boolean is(String wanted) {
        return value.toString().equals(wanted);
    }

    /** Every scalar here and below. */
    public Stream<Tree> scalars() {
        if (value instanceof Map) {
            return entries().values().stream().flatMap(Tree::scalars);
        }
        return value instanceof List ? items().stream().flatMap(Tree::scalars) : Stream.of(this);
    }

    /** The last key of the path. */
    public String key() {
        return Arrays.asList(path.replaceAll("\\[\\d+]", "").split("\\.")).getLast();
    }
}
