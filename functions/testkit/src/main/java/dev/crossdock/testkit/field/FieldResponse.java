package dev.crossdock.testkit.field;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as modes see it, down to where it stops.
 *
 * @param headers in the order they are sent; Content-Length is added where neither it nor Transfer-Encoding is there
 */
public record FieldResponse(int status, Map<String, String> headers, Slice body, Sending sending) {
    /** How an answer ends. */
    public enum Ending {
        /** As its framing says. */
        WHOLE,
        /** With the end of the connection. */
        CUT,
        /** Not at all: nothing more comes, and the connection stays. */
        SILENT,
        /** Before its first byte: the connection ends instead. */
        LOST
    }

    /** How it ends and after how many bytes of the body, and how fast they are sent. */
    public record Sending(Ending ending, long after, long bytesPerSecond) {}

    /** A part of some bytes; {@code from} also says where the part lies in its blob. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Slice(byte[] bytes, int from, int length) {}

    private static final Sending WHOLE = new Sending(Ending.WHOLE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Copies the headers in, in their order. */
    public FieldResponse {
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** A status without a body. */
    public static FieldResponse of(int status) {
        return new FieldResponse(status, Map.of(), new Slice(new byte[0], 0, 0), WHOLE);
    }

    /** An error as registries write it. */
    public static FieldResponse error(int status, String code, String message) {
        return of(status).with("Content-Type", "application/json").withBody("""
                {"errors":[{"code":"%s","message":"%s"}]}""".formatted(code, message));
    }

    /** A page for people, as proxies and portals send it. */
    public static FieldResponse page(int status, String title) {
        return of(status).with("Content-Type", "text/html; charset=utf-8")
                .withBody("<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
                        .formatted(title, title));
    }

    /** The same, with another status. */
    public FieldResponse withStatus(int newStatus) {
        return new FieldResponse(newStatus, headers, body, sending);
    }

    /** The same, with the header set. */
    public FieldResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(without(name).headers);
        more.put(name, value);
        return new FieldResponse(status, more, body, sending);
    }

    /** The same, without the header. */
    public FieldResponse without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.keySet().removeIf(name::equalsIgnoreCase);
        return new FieldResponse(status, fewer, body, sending);
    }

    /** The header's value. */
    public Optional<String> header(String name) {
        return headers.entrySet().stream().filter(it -> it.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue)
                .findFirst();
    }

    /** The same, with this body in UTF-8. */
    public FieldResponse withBody(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return withBody(new Slice(bytes, 0, bytes.length));
    }

    /** The same, with this body. */
    public FieldResponse withBody(Slice newBody) {
        return new FieldResponse(status, headers, newBody, sending);
    }

    /** The connection ends after so many bytes of the body, if it is longer. */
    public FieldResponse cutAfter(long bytes) {
        return bytes >= body.length() ? this : ending(Ending.CUT, bytes);
    }

    /** Nothing comes after so many bytes of the body, if it is longer. */
    public FieldResponse silentAfter(long bytes) {
        return bytes >= body.length() ? this : ending(Ending.SILENT, bytes);
    }

    /** Sent no faster. */
    public FieldResponse pacedAt(long bytesPerSecond) {
        return new FieldResponse(status, headers, body,
                new Sending(sending.ending(), sending.after(), bytesPerSecond));
    }

    /** Never sent: the connection ends. */
    public FieldResponse lost() {
        return ending(Ending.LOST, 0);
    }

    private FieldResponse ending(Ending ending, long after) {
        return sending.after() <= after
                ? this
                : new FieldResponse(status, headers, body, new Sending(ending, after, sending.bytesPerSecond()));
    }
}
