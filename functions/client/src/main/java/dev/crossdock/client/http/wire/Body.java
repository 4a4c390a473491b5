package dev.crossdock.client.http.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/** The body of an answer, by what its head says of its length (RFC 9112, section 6.3). An answer that says two things is refused. */
final class Body {
    /** Chunk by chunk, the lines between them are bounded together. */
    private static final int MAXIMUM_CHUNK_LINE = 256;
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,15})[ \\t]*(?:;.*)?");

    /** How its end is found. */
    private enum End {
        COUNTED, CHUNKED, WITH_THE_CONNECTION
    }

    private final Connection from;
    private final End end;
    /** To come: of the body, or of the chunk. */
    private long left;
    private boolean ended;
    private boolean between = true;
    private boolean first = true;

    private Body(Connection from, End end, long left) {
        this.from = from;
        this.end = end;
        this.left = left;
        this.ended = end == End.COUNTED && left == 0;
    }

    static Body of(Answer answer, boolean isHead, Connection from) throws IOException {
        List<String> all = answer.values("Transfer-Encoding").toList();
        List<String> codings = all.stream().filter(it -> !it.equalsIgnoreCase("identity")).toList();
        List<String> lengths = answer.values("Content-Length").distinct().toList();
        if (!all.isEmpty() && (!lengths.isEmpty() || !answer.isCurrent())) {
            throw new ProtocolException("an answer with a Transfer-Encoding beside a Content-Length or HTTP/1.0");
        }
        if (lengths.size() > 1 || !lengths.stream().allMatch(it -> LENGTH.matcher(it).matches())) {
            throw new ProtocolException("an answer without one sensible Content-Length");
        }
        if (codings.size() > 1 || !codings.stream().allMatch(it -> it.equalsIgnoreCase("chunked"))) {
            throw new ProtocolException("an answer in another Transfer-Encoding than chunked");
        }
        if (isHead || answer.status() == 204 || answer.status() == 304) {
            return new Body(from, End.COUNTED, 0);
        }
        if (!codings.isEmpty()) {
            return new Body(from, End.CHUNKED, 0);
        }
        return lengths.isEmpty()
                ? new Body(from, End.WITH_THE_CONNECTION, Long.MAX_VALUE)
                : new Body(from, End.COUNTED, Long.parseLong(lengths.getFirst()));
    }

    /** At least one byte; -1 at the body's end, which is never early where the head says where it is. */
    int read(ByteBuffer into) throws IOException {
        if (end == End.CHUNKED && !ended && between) {
            nextChunk();
        }
        if (ended || !into.hasRemaining()) {
            return ended ? -1 : 0;
        }
        int count = from.read(into, left);
        if (count < 0 && end == End.WITH_THE_CONNECTION) {
            ended = true;
            return -1;
        }
        if (count < 0) {
            throw new EOFException(end == End.COUNTED
                    ? "the connection ended %d bytes early".formatted(left)
                    : "the connection ended within a chunk");
        }
        left -= count;
        between = left == 0;
        ended = end == End.COUNTED && left == 0;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first && (from.next() != '\r' || from.next() != '\n')) {
            throw new ProtocolException("a chunk that does not end where it says");
        }
        first = false;
        var size = CHUNK.matcher(new HeadReader(from, MAXIMUM_CHUNK_LINE).line());
        if (!size.matches()) {
            throw new ProtocolException("a chunk without a sensible size");
        }
        left = Long.parseLong(size.group(1), 16);
        between = false;
        if (left == 0) {
            new HeadReader(from, HeadReader.MAXIMUM_BYTES).fields(); // a trailer says nothing to us
            ended = true;
        }
    }

    /** Whether the connection can serve another exchange; what is left and is here already does not count. */
    boolean leavesConnection() {
        if (end == End.COUNTED && !ended) {
            ended = from.skip(left);
        }
        return ended && end != End.WITH_THE_CONNECTION;
    }
}
