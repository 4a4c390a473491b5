package dev.crossdock.client.limits;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A blob that goes no faster than its host may be sent it. */
final class MeteredOutput extends FilterOutputStream {
    private final Permit permit;

    MeteredOutput(OutputStream out, Permit permit) {
        super(out);
        this.permit = permit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int done = 0; done < length;) {
            int piece = Math.min(length - done, permit.pieceBytes());
            permit.moved(piece);
            out.write(bytes, from + done, piece);
            done += piece;
        }
    }
}
