package dev.crossdock.client.http.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection with the bytes that were read together with a head. */
final class Connection {
    private static final int INPUT_BYTES = 8 << 10;

    private final Origin origin;
    private final SocketChannel channel;
    private final Line line;
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES).limit(0);
    private boolean heard;

    Connection(Origin origin, SocketChannel channel, Line line) {
        this.origin = origin;
        this.channel = channel;
        this.line = line;
    }

    Origin origin() {
        return origin;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Whether a byte came since the last {@link #renew}. */
    boolean heard() {
        return heard;
    }

    /** Says whether it can serve one more exchange. */
    boolean renew() {
        heard = false;
        return !input.hasRemaining() && line.isQuiet();
    }

    /** The next byte of a head. */
    int next() throws IOException {
        if (!input.hasRemaining()) {
            input.clear();
            int count = -1;
            try {
                count = line.read(input);
            } finally {
                input.flip();
            }
            if (count < 0) {
                throw new EOFException("the connection ended before the answer's head did");
            }
            heard = true;
        }
        return input.get() & 0xff;
    }

    /** At least one and at most so many bytes of a body; -1 at the connection's end. */
    int read(ByteBuffer into, long most) throws IOException {
        int limit = into.limit();
        int count = (int) Math.min(into.remaining(), most);
        if (input.hasRemaining()) {
            int taken = Math.min(count, input.remaining());
            into.put(input.slice(input.position(), taken));
            input.position(input.position() + taken);
            return taken;
        }
        into.limit(into.position() + count);
        try {
            return line.read(into);
        } finally {
            into.limit(limit);
        }
    }

    /** Throws away so many bytes, where they are here already; says whether they were. */
    boolean skip(long count) {
        boolean here = count <= input.remaining();
        if (here) {
            input.position(input.position() + (int) count);
        }
        return here;
    }

    void write(ByteBuffer... from) throws IOException {
        line.write(from);
    }

    void end() {
        line.end();
    }
}
