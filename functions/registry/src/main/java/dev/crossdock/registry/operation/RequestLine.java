package dev.crossdock.registry.operation;

import java.util.Locale;
import java.util.Set;

/**
 * A request as it is logged.
 *
 * @param method   HTTP's
 * @param path     as the client sent it
 * @param query    without the question mark; empty where there is none
 * @param protocol such as {@code HTTP/1.1}
 */
public record RequestLine(String method, String path, String query, String protocol) {
    private static final int METHOD_BYTES = 32;
    private static final int PATH_BYTES = 1024;
    private static final int VALUE_BYTES = 160;
    private static final int QUERY_BYTES = 600;
    private static final int PROTOCOL_BYTES = 16;
    /** Parameters whose values are no secrets; any other may be a signature, a session or a token. */
    private static final Set<String> SHOWN = Set.of("digest", "digest-algorithm", "mount", "from", "n", "last", "tag",
            "artifacttype", "ns");

    void write(LineBuffer line) {
        line.putForeign(method, METHOD_BYTES).put(' ').putForeign(path, PATH_BYTES);
        if (!query.isEmpty()) {
            writeQuery(line.put('?'));
        }
        line.put(' ').putForeign(protocol, PROTOCOL_BYTES);
    }

    private void writeQuery(LineBuffer line) {
        int end = line.length() + QUERY_BYTES;
        int from = 0;
        while (from <= query.length()) {
            int to = query.indexOf('&', from) < 0 ? query.length() : query.indexOf('&', from);
            if (line.length() + VALUE_BYTES > end) {
                line.put("...");
                return;
            }
            line.put(from == 0 ? "" : "&");
            writeParameter(line, query.substring(from, to));
            from = to + 1;
        }
    }

    private static void writeParameter(LineBuffer line, String parameter) {
        int equal = parameter.indexOf('=');
        String name = equal < 0 ? parameter : parameter.substring(0, equal);
        if (SHOWN.contains(name.toLowerCase(Locale.ROOT))) {
            line.putForeign(parameter, VALUE_BYTES);
        } else if (equal < 0) {
            line.put("***");
        } else {
            line.putForeign(name, VALUE_BYTES / 2).put("=***");
        }
    }
}
