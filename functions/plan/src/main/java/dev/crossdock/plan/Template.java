package dev.crossdock.plan;

import dev.crossdock.image.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that says what a target is called: {@code {registry}}, {@code {repository}} and {@code {tag}} are the source's. */
public record Template(String text) {
    /** The longest template, in characters. */
    public static final int MAXIMUM_LENGTH = 512;
    /** The most placeholders in one template: reading a template backwards costs a power of it. */
    public static final int MAXIMUM_PLACEHOLDERS = 3;

    static final String REGISTRY = "{registry}";
    static final String REPOSITORY = "{repository}";
    static final String TAG = "{tag}";

    private static final Set<String> KNOWN = new TreeSet<>(Set.of(REGISTRY, REPOSITORY, TAG));
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*+\\}");

    /** Throws IllegalArgumentException for an unknown placeholder, or a brace that belongs to none. */
    public Template {
        if (text.isEmpty() || text.length() > MAXIMUM_LENGTH) {
            throw wrong(text, "wanted 1 to %d characters".formatted(MAXIMUM_LENGTH));
        }
        List<String> placeholders = placeholders(text);
        for (String placeholder : placeholders) {
            if (!KNOWN.contains(placeholder)) {
                throw wrong(text,
                        "%s is unknown: wanted %s".formatted(Quoted.capped(placeholder), String.join(", ", KNOWN)));
            }
        }
        if (placeholders.size() > MAXIMUM_PLACEHOLDERS) {
            throw wrong(text, "wanted at most %d placeholders".formatted(MAXIMUM_PLACEHOLDERS));
        }
        if (PLACEHOLDER.matcher(text).replaceAll("").matches(".*[{}].*")) {
            throw wrong(text, "a brace without its partner: wanted " + String.join(", ", KNOWN));
        }
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("template \"%s\": %s".formatted(Quoted.capped(text), why));
    }

    private static List<String> placeholders(String text) {
        List<String> placeholders = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            placeholders.add(matcher.group());
        }
        return placeholders;
    }

    /** The text with the source's names in it; not yet known to be a repository or a tag. */
    String expand(TagLocation source) {
        return text.replace(REGISTRY, source.registry()).replace(REPOSITORY, source.repository().name()).replace(TAG,
                source.tag().name());
    }

    boolean uses(String placeholder) {
        return text.contains(placeholder);
    }

    @Override
    public String toString() {
        return text;
    }
}
