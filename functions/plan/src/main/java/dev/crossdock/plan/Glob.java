package dev.crossdock.plan;

import dev.crossdock.image.Quoted;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern for repositories or tags: {@code *} stands for any run of characters but the slash, {@code **} for any run at
 * all; either may be empty. Everything else stands for itself.
 */
public record Glob(String text) {
    /** The longest pattern, in characters. */
    public static final int MAXIMUM_LENGTH = 512;

    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._/*-]+");

    /** Throws IllegalArgumentException where a character can be in no repository, tag or pattern. */
    public Glob {
        if (text.length() > MAXIMUM_LENGTH || !GRAMMAR.matcher(text).matches() || text.contains("***")) {
            throw new IllegalArgumentException(
                    ("pattern \"%s\": wanted at most %d of A-Z a-z 0-9 . _ - /, "
                            + "with * (stops at a slash) and ** (does not)")
                            .formatted(Quoted.capped(text), MAXIMUM_LENGTH));
        }
    }

    /**
     * Whether the whole name fits. All positions of the pattern that may be reached are followed at once, so the time is
     * at most the product of both lengths, whatever the pattern.
     */
    public boolean matches(String name) {
        boolean[] reached = new boolean[text.length() + 1];
        reached[0] = true;
        skipStars(reached);
        for (int i = 0; i < name.length(); i++) {
            reached = step(reached, name.charAt(i));
            skipStars(reached);
        }
        return reached[text.length()];
    }

    /** The one name that fits, where the pattern has no star. */
    public Optional<String> literal() {
        return text.indexOf('*') < 0 ? Optional.of(text) : Optional.empty();
    }

    /** A star may stand for nothing: what lies behind it is reached as well. */
    private void skipStars(boolean[] reached) {
        for (int at = 0; at < text.length(); at++) {
            if (reached[at] && text.charAt(at) == '*') {
                reached[at + starsAt(at)] = true;
            }
        }
    }

    private boolean[] step(boolean[] reached, char c) {
        boolean[] next = new boolean[reached.length];
        for (int at = 0; at < text.length(); at++) {
            if (reached[at] && text.charAt(at) == '*') {
                next[at] |= c != '/' || starsAt(at) == 2;
            } else if (reached[at] && text.charAt(at) == c) {
                next[at + 1] = true;
            }
        }
        return next;
    }

    private int starsAt(int at) {
        return text.startsWith("**", at) ? 2 : 1;
    }

    @Override
    public String toString() {
        return text;
    }
}
