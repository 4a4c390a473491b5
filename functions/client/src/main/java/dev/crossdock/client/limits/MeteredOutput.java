package dev.crossdock.client.limits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A blob that goes no faster than its host may be sent it. */
final class MeteredOutput implements WritableByteChannel {
    private final WritableByteChannel out;
    private final Runnable holding;
    private final Permit permit;

    MeteredOutput(WritableByteChannel out, Permit permit) {
        this.out = out;
        this.permit = permit;
        this.holding = out instanceof Watchful watchful ? watchful::holding : () -> {};
    }

    /** Writes all of it, piece by piece. */
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        int end = bytes.limit();
        try {
            while (bytes.position() < end) {
                int piece = Math.min(end - bytes.position(), permit.pieceBytes());
                holding.run();
                permit.moved(piece);
                bytes.limit(bytes.position() + piece);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                bytes.limit(end);
            }
        } finally {
            bytes.limit(end);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
