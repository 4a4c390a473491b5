package dev.crossdock.testkit.modes;

import dev.crossdock.testkit.field.FieldRequest;
import dev.crossdock.testkit.field.FieldResponse;
import dev.crossdock.testkit.field.FieldResponse.Slice;
import dev.crossdock.testkit.field.Mode;
import dev.crossdock.testkit.field.Route.Kind;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What goes wrong with reading. Where nothing else is said, it goes wrong with every GET of a blob. */
public final class ReadFaults {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]+)-([0-9]+)/([0-9]+)");

    private ReadFaults() {}

    /** Every answer is cut after so many bytes, also one to a range. */
    public static Mode cutAfter(long bytes) {
        return onBlobs((_, response) -> response.cutAfter(bytes));
    }

    /** No answer comes faster: a source that limits each connection. */
    public static Mode pacedAt(long bytesPerSecond) {
        return onBlobs((_, response) -> response.pacedAt(bytesPerSecond));
    }

    /** The first GET of each blob is cut after so many bytes. */
    public static Mode cutOnceAfter(long bytes) {
        Times times = new Times();
        return onBlobs((request, response) -> times.within(1, request.path()) ? response.cutAfter(bytes) : response);
    }

    /** Every range is answered with 200 and the whole blob. */
    public static Mode rangesIgnored() {
        return (request, rest) -> rest.answer(request.without("Range"));
    }

    /** Every second range of a blob is answered with 200 and the whole blob, the first one too. */
    public static Mode rangesIgnoredNowAndThen() {
        Times times = new Times();
        return (request, rest) -> request.range().isPresent() && times.count(request.path()) % 2 == 1
                ? rest.answer(request.without("Range"))
                : rest.answer(request);
    }

    /** Content-Range begins one byte later than the bytes that come, which are those asked for. */
    public static Mode wrongRangeStart() {
        return onContentRange((range, response) -> response.with("Content-Range",
                "bytes %d-%s/%s".formatted(Long.parseLong(range.group(1)) + 1, range.group(2), range.group(3))));
    }

    /** Content-Range says that the blob is a byte longer than it is. */
    public static Mode wrongRangeTotal() {
        return onContentRange((range, response) -> response.with("Content-Range",
                "bytes %s-%s/%d".formatted(range.group(1), range.group(2), Long.parseLong(range.group(3)) + 1)));
    }

    private static Mode onContentRange(BiFunction<Matcher, FieldResponse, FieldResponse> change) {
        return onBlobs((_, response) -> {
            Matcher range = CONTENT_RANGE.matcher(response.header("Content-Range").orElse(""));
            return range.matches() ? change.apply(range, response) : response;
        });
    }

    /** From the given GET on (2: the second), each blob has lost the second half of its bytes. */
    public static Mode shrinksAt(int which) {
        Times times = new Times();
        return onBlobs((request, response) -> {
            int half = response.body().bytes().length / 2;
            int from = response.body().from();
            if (times.count(request.path()) < which || half == 0) {
                return response;
            }
            if (from >= half) {
                return FieldResponse.error(416, "RANGE_INVALID", "nothing there").with("Content-Range",
                        "bytes */" + half);
            }
            int length = Math.min(response.body().length(), half - from);
            FieldResponse shorter = response.withBody(new Slice(response.body().bytes(), from, length));
            return response.status() == 206
                    ? shorter.with("Content-Range", "bytes %d-%d/%d".formatted(from, from + length - 1, half))
                    : shorter;
        });
    }

    /** From the given GET on (1: always), the bytes are others; there are as many of them. */
    public static Mode changesAt(int which) {
        Times times = new Times();
        return onBlobs((request, response) -> {
            if (times.count(request.path()) < which) {
                return response;
            }
            byte[] others = response.body().bytes().clone();
            for (int i = 0; i < others.length; i++) {
                others[i] ^= 1;
            }
            return response.withBody(new Slice(others, response.body().from(), response.body().length()));
        });
    }

    /** Every body ends half way, and by its framing that is right: no length is announced. */
    public static Mode endsEarly() {
        return onBlobs((_, response) -> {
            Slice whole = response.body();
            int half = Math.ceilDiv(whole.length(), 2);
            return response.with("Transfer-Encoding", "chunked")
                    .withBody(new Slice(whole.bytes(), whole.from(), half));
        });
    }

    /** The first GET of each blob stands still after so many bytes. */
    public static Mode silentOnceAfter(long bytes) {
        Times times = new Times();
        return onBlobs((request, response) -> times.within(1, request.path()) ? response.silentAfter(bytes) : response);
    }

    /** The first so many GETs of each blob are answered with this status. */
    public static Mode blobsAnswer(int status, int requests) {
        Times times = new Times();
        return (request, rest) -> request.is("GET", Kind.BLOB) && times.within(requests, request.path())
                ? FieldResponse.error(status, "UNKNOWN", "not now")
                : rest.answer(request);
    }

    /** A page for people instead of each manifest, with 200. */
    public static Mode pagesForManifests() {
        return (request, rest) -> request.route().kind() == Kind.MANIFEST && !request.method().equals("PUT")
                ? FieldResponse.page(200, "Sign in")
                : rest.answer(request);
    }

    /** A page for people instead of each blob, with 200. */
    public static Mode pagesForBlobs() {
        return (request, rest) -> request.is("GET", Kind.BLOB)
                ? FieldResponse.page(200, "Sign in")
                : rest.answer(request);
    }

    private static Mode onBlobs(BiFunction<FieldRequest, FieldResponse, FieldResponse> change) {
        return (request, rest) -> {
            FieldResponse response = rest.answer(request);
            return request.is("GET", Kind.BLOB) && response.status() / 100 == 2
                    ? change.apply(request, response)
                    : response;
        };
    }
}
