package dev.crossdock.client.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1).
 *
 * @param scheme     in lower case: {@code bearer}, {@code basic}
 * @param parameters by name in lower case, unquoted; of two with one name the first counts
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int MAXIMUM_HEADER_CHARACTERS = 8 << 10;
    private static final int MAXIMUM_CHALLENGES = 16;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern PARAMETER = Pattern
            .compile("(" + TOKEN + ")[ \\t]*=[ \\t]*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]++))");
    private static final Pattern SCHEME = Pattern.compile("(" + TOKEN + ")(?:[ \\t]++|(?=,)|$)");
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]*+");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** All challenges of all such headers of one answer; what cannot be read ends its header. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> found = new ArrayList<>();
        for (String header : headers) {
            if (header.length() <= MAXIMUM_HEADER_CHARACTERS) {
                read(header, found);
            }
        }
        return found;
    }

    private static void read(String header, List<Challenge> found) {
        Matcher at = PARAMETER.matcher(header);
        Matcher scheme = SCHEME.matcher(header);
        int position = skip(header, 0);
        String current = "";
        Map<String, String> parameters = new LinkedHashMap<>();
        while (position < header.length() && found.size() < MAXIMUM_CHALLENGES) {
            if (!current.isEmpty() && at.region(position, header.length()).lookingAt()) {
                parameters.putIfAbsent(at.group(1).toLowerCase(Locale.ROOT), value(at));
                position = skip(header, at.end());
            } else if (scheme.region(position, header.length()).lookingAt()) {
                add(found, current, parameters);
                current = scheme.group(1).toLowerCase(Locale.ROOT);
                parameters = new LinkedHashMap<>();
                position = skip(header, scheme.end());
            } else {
                break;
            }
        }
        add(found, current, parameters);
    }

    private static void add(List<Challenge> found, String scheme, Map<String, String> parameters) {
        if (!scheme.isEmpty()) {
            found.add(new Challenge(scheme, parameters));
        }
    }

    private static String value(Matcher parameter) {
        String quoted = parameter.group(2);
        return quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
    }

    private static int skip(String header, int from) {
        Matcher separator = SEPARATOR.matcher(header).region(from, header.length());
        return separator.lookingAt() ? separator.end() : from;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
    }
}
