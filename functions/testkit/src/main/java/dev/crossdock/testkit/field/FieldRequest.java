package dev.crossdock.testkit.field;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as modes see it: they hand on a changed copy.
 *
 * @param target  path and query as they stand in the request line
 * @param headers by name in lower case; of two with one name the last
 * @param body    read from the connection as it is read here
 */
public record FieldRequest(String method, String target, Map<String, String> headers, InputStream body, Line line) {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");

    /** The connection that the request came by. */
    public interface Line {
        /** Whether it was made to the other origin. */
        boolean elsewhere();

        /** From now on the body breaks off when nothing arrives for so long (SocketTimeoutException). */
        void limitSilence(Duration longest) throws IOException;
    }

    /** What a Range header asks for; {@code last} is the largest number where it names no end. */
    public record Range(long first, long last) {}

    /** Copies the headers in. */
    public FieldRequest {
        headers = Map.copyOf(headers);
    }

    /** The target without its query. */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** What the path names. */
    public Route route() {
        return Route.of(path());
    }

    /** Whether it is this method on this kind of thing. */
    public boolean is(String wantedMethod, Route.Kind kind) {
        return method.equals(wantedMethod) && route().kind() == kind;
    }

    /** Whether it brings bytes of a blob: PATCH or PUT to an open upload. */
    public boolean bringsBlob() {
        return is("PATCH", Route.Kind.UPLOAD) || is("PUT", Route.Kind.UPLOAD);
    }

    /** The header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The first value of the query's parameter. */
    public Optional<String> query(String name) {
        int question = target.indexOf('?');
        for (String pair : question < 0 ? new String[0] : target.substring(question + 1).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** The length that the request announces for its body. */
    public OptionalLong length() {
        return header("Content-Length").map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(header("Transfer-Encoding").isPresent() ? OptionalLong.empty() : OptionalLong.of(0));
    }

    /** The bytes of a blob that it asks for, where it asks for a part. */
    public Optional<Range> range() {
        Matcher range = RANGE.matcher(header("Range").orElse(""));
        if (!range.matches()) {
            return Optional.empty();
        }
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        return Optional.of(new Range(Long.parseLong(range.group(1)), last));
    }

    /** The same, without the header. */
    public FieldRequest without(String name) {
        Map<String, String> fewer = new HashMap<>(headers);
        fewer.remove(name.toLowerCase(Locale.ROOT));
        return new FieldRequest(method, target, fewer, body, line);
    }

    /** The same, to another target. */
    public FieldRequest to(String newTarget) {
        return new FieldRequest(method, newTarget, headers, body, line);
    }

    /** The same, with a body that is read otherwise. */
    public FieldRequest withBody(InputStream newBody) {
        return new FieldRequest(method, target, headers, newBody, line);
    }

    /** Method and target. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
