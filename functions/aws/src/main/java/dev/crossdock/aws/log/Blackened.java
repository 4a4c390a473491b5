package dev.crossdock.aws.log;

import java.util.regex.Pattern;

/** Text of others without what looks like a secret, and with an end. */
final class Blackened {
    static final int MOST_CHARACTERS = 4_000;
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(bearer|basic|negotiate)\\s+[\\w.~+/=-]{6,}");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)([\\w-]*(?:authorization|passw(?:or)?d|secret|token|signature|credential|cookie|access-?_?key)[\\w-]*"
                    + "[\"']?\\s*[=:]\\s*[\"']?)(?:(?:bearer|basic|negotiate)\\s+)?[^\\s\"',;&})\\]]+");
    private static final Pattern QUERY = Pattern.compile("(?i)(https?://[^\\s?\"'<>]*)\\?[^\\s\"'<>]*");
    private static final Pattern USER = Pattern.compile("(?i)(https?://)[^\\s/@]+@");
    private static final Pattern KEY_OF_AWS = Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b");

    private Blackened() {}

    static String text(String text) {
        String some = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
        some = USER.matcher(some).replaceAll("$1***@");
        some = QUERY.matcher(some).replaceAll("$1?***");
        some = NAMED.matcher(some).replaceAll("$1***");
        some = AUTHORIZATION.matcher(some).replaceAll("$1 ***");
        return KEY_OF_AWS.matcher(some).replaceAll("***");
    }
}
