package dev.crossdock.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a person meant by a key. */
final class NearestKey {
    /** Longer keys are cut: the work is the product of both lengths. */
    private static final int MAXIMUM_LENGTH = 64;

    private NearestKey() {}

    /** The known key that the fewest edits lead to; capitals count least. */
    static String to(String key, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt((String other) -> distance(lower(key), lower(other)))
                .thenComparingInt(other -> distance(key, other))).orElse("none");
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's: how many characters to insert, drop or replace. */
    static int distance(String from, String to) {
        String shorter = from.substring(0, Math.min(from.length(), MAXIMUM_LENGTH));
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= shorter.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = diagonal + (shorter.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
