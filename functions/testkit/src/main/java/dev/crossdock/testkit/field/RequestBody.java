package dev.crossdock.testkit.field;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The body of one request: so many bytes, or chunks until an empty one (RFC 9112, section 7.1). */
final class RequestBody extends InputStream {
    private static final long CHUNKED = -1;
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private final InputStream in;
    private final OutputStream out;
    private final Traffic.Entry entry;
    private boolean awaited;
    private final boolean chunked;
    private long left;
    private long received;

    /** {@code awaited}: whether the client waits to be told to go on (Expect: 100-continue). */
    RequestBody(InputStream in, OutputStream out, FieldRequest head, Traffic.Entry entry) {
        this.in = in;
        this.out = out;
        this.entry = entry;
        this.awaited = head.header("Expect").isPresent();
        this.chunked = head.length().isEmpty();
        this.left = head.length().orElse(CHUNKED);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (awaited) {
            awaited = false;
            out.write(CONTINUE.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        if (chunked && left == CHUNKED) {
            left = chunk();
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the client has gone after %d bytes of its body".formatted(received));
        }
        received += count;
        entry.received(received);
        left -= count;
        if (chunked && left == 0) {
            Wire.line(in); // the end of the chunk
            left = CHUNKED;
        }
        return count;
    }

    /** The size of the next chunk; of the last one, 0, also the empty line behind it is read. */
    private long chunk() throws IOException {
        long size = Long.parseLong(Wire.line(in).replaceFirst(";.*", ""), 16);
        if (size == 0) {
            Wire.line(in);
        }
        return size;
    }

    /** Whether the client waits in vain, and sends nothing. */
    boolean isHeldBack() {
        return awaited;
    }

    boolean isRead() {
        return left == 0;
    }
}
