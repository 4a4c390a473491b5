package dev.crossdock.client.limits;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A blob that comes no faster than its host may send. */
final class MeteredInput extends FilterInputStream {
    private final Permit permit;

    MeteredInput(InputStream in, Permit permit) {
        super(in);
        this.permit = permit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, Math.min(length, permit.pieceBytes()));
        if (count > 0) {
            permit.moved(count);
        }
        return count;
    }
}
