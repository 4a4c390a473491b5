package dev.crossdock.registry.api;

import dev.crossdock.image.Digest;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as it came over the wire.
 *
 * @param method  HTTP's
 * @param path    still percent-encoded
 * @param query   still percent-encoded, without the question mark; empty where there is none
 * @param headers the first value of each, found whatever the case of the name
 * @param body    empty where there is none
 * @param address of the client
 */
public record RegistryRequest(String method, String path, String query, Map<String, String> headers, InputStream body,
        String address) {
    /** Copies the headers in. */
    public RegistryRequest {
        TreeMap<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseless.putAll(headers);
        headers = caseless;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The announced number of bytes in the body; empty where the body says itself where it ends. */
    Optional<Long> length() {
        return header("Content-Length").filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
    }

    /** Whether the client says that it already has what this digest names. */
    boolean hasAlready(Digest digest) {
        String tag = entityTag(digest);
        return header("If-None-Match").filter(held -> held.equals("*") || Arrays.stream(held.split(",", -1))
                .map(String::strip).anyMatch(one -> one.equals(tag) || one.equals("W/" + tag))).isPresent();
    }

    /** How HTTP's headers name content that has a digest. */
    static String entityTag(Digest digest) {
        return "\"" + digest + "\"";
    }

    /** Scheme, host and prefix by which the client reached the registry, as the engine makes them out. */
    String base() {
        return header("X-Forwarded-Proto").orElse("http") + "://" + header("Host").orElse("")
                + header("X-Forwarded-Prefix").orElse("");
    }

    /** The client's address, without its port. */
    String host() {
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }

    Query parameters() {
        return new Query(query);
    }
}
