package dev.crossdock.registry.guard;

import dev.crossdock.image.Quoted;
import java.util.regex.Pattern;

/** A pattern for repositories or tags: {@code *} and {@code ?} stop at a slash, {@code **} does not. */
public record Glob(String text) {
    /** The most stars; each multiplies the time that a comparison may take. */
    private static final int MAXIMUM_STARS = 6;
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._/*?-]{1,256}");

    /** Throws IllegalArgumentException for what no name or tag could fit. */
    public Glob {
        long stars = text.replace("**", "*").chars().filter(c -> c == '*').count();
        if (!GRAMMAR.matcher(text).matches() || text.contains("***") || stars > MAXIMUM_STARS) {
            throw new IllegalArgumentException(
                    "pattern \"%s\": wanted letters, digits and ._/- with ?, * and **, such as team/** or v*, at most %d stars"
                            .formatted(Quoted.capped(text), MAXIMUM_STARS));
        }
    }

    /** Whether the whole name fits. */
    public boolean matches(String name) {
        return matches(0, name, 0);
    }

    private boolean matches(int at, String name, int from) {
        if (at == text.length()) {
            return from == name.length();
        }
        return switch (text.charAt(at)) {
            case '*' -> star(at, name, from);
            case '?' -> from < name.length() && name.charAt(from) != '/' && matches(at + 1, name, from + 1);
            default -> from < name.length() && name.charAt(from) == text.charAt(at) && matches(at + 1, name, from + 1);
        };
    }

    private boolean star(int at, String name, int from) {
        boolean isDouble = text.startsWith("**", at);
        int behind = at + (isDouble ? 2 : 1);
        for (int to = from; to <= name.length(); to++) {
            if (matches(behind, name, to)) {
                return true;
            }
            if (to < name.length() && name.charAt(to) == '/' && !isDouble) {
                return false;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
