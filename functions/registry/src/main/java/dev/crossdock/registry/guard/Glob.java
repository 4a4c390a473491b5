package dev.crossdock.registry.guard;

import java.util.regex.Pattern;

/**
 * A pattern for repositories or tags: {@code *} stands for any run of characters but the slash, {@code **} for any run at
 * all; either may be empty. {@code ?} stands for one character but the slash.
 */
public record Glob(String text) {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._/*?-]{1,255}");

    /** Throws IllegalArgumentException where no name could ever fit. */
    public Glob {
        if (!GRAMMAR.matcher(text).matches() || text.contains("***")) {
            throw new IllegalArgumentException(
                    ("pattern \"%s\": wanted letters, digits and . _ - / with ?, * or ** for what "
                            + "may differ, such as team/** or v*").formatted(text.replaceAll("\\p{Cntrl}", "?")));
        }
    }

    /** Whether the name, all of it, fits: in time that the lengths' product bounds, whatever the pattern. */
    public boolean matches(String name) {
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int at = 0; at < text.length(); at++) {
            boolean isDouble = text.startsWith("**", at);
            reached = isDouble || text.charAt(at) == '*'
                    ? stretched(reached, name, isDouble)
                    : stepped(reached, name, text.charAt(at));
            at += isDouble ? 1 : 0;
        }
        return reached[name.length()];
    }

    private static boolean[] stretched(boolean[] reached, String name, boolean isOverSlashes) {
        for (int i = 0; i < name.length(); i++) {
            reached[i + 1] |= reached[i] && (isOverSlashes || name.charAt(i) != '/');
        }
        return reached;
    }

    private static boolean[] stepped(boolean[] reached, String name, char wanted) {
        boolean[] next = new boolean[reached.length];
        for (int i = 0; i < name.length(); i++) {
            char got = name.charAt(i);
            next[i + 1] = reached[i] && (wanted == '?' ? got != '/' : got == wanted);
        }
        return next;
    }

    @Override
    public String toString() {
        return text;
    }
}
