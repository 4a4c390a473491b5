package dev.crossdock.testkit.modes;

import java.io.IOException;
import java.io.InputStream;

/** A request's body of which something is made, piece by piece. */
abstract class BodyInPieces extends InputStream {
    private final InputStream in;
    private long count;

    BodyInPieces(InputStream in) {
        this.in = in;
    }

    /** How many more bytes may be read now. Throws what ends the body. */
    long room() throws IOException {
        return Long.MAX_VALUE;
    }

    /** So many bytes came, all in all. Throws what ends the body. */
    void came(long all) throws IOException {}

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] bytes, int from, int length) throws IOException {
        int more = in.read(bytes, from, (int) Math.min(length, room()));
        count += Math.max(0, more);
        came(count);
        return more;
    }

    /** How many bytes came so far. */
    final long count() {
        return count;
    }
}
