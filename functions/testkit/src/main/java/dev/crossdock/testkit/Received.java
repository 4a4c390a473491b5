package dev.crossdock.testkit;

import java.util.Map;
import java.util.Optional;

/**
 * A request that a scripted registry received.
 *
 * @param target  path and query as they stood in the request line
 * @param headers by name in lower case; of two with one name the last
 * @param body    what of it was read
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Received(String method, String target, Map<String, String> headers, byte[] body) {
    /** The header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
    }

    /** Method and target. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
