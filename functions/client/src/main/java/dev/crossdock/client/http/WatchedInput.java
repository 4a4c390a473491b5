package dev.crossdock.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A blob's body: fills the caller's array before it returns, so that what follows (digest, write) is done in large
 * pieces, and tells the watchdog when it waits. A failure after the first bytes of a piece is thrown by the next read.
 */
final class WatchedInput extends InputStream {
    private final InputStream body;
    private final Watched watched;
    private final int patience;
    private final Runnable release;
    private @Nullable IOException failure;
    private boolean ended;

    WatchedInput(InputStream body, Watched watched, int patienceInLooks, Runnable release) {
        this.body = body;
        this.watched = watched;
        this.patience = patienceInLooks;
        this.release = release;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        int count = 0;
        try {
            while (count < length && !ended) {
                watched.begin(patience);
                int step = body.read(bytes, from + count, length - count);
                ended = step < 0;
                count += Math.max(0, step);
            }
        } catch (IOException e) {
            failure = explained(e, watched);
            if (count == 0) {
                throw failure;
            }
        } finally {
            watched.end();
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    /** A cancelled call fails in many words; the one reason for it is the watchdog's. */
    static IOException explained(IOException failure, Watched watched) {
        if (!watched.stoodStill()) {
            return failure;
        }
        IOException standstill = new InterruptedIOException("no byte for too long, the connection was given up");
        standstill.initCause(failure);
        return standstill;
    }

    /** Ends the call, from any thread: a read that waits fails. */
    void cancel() {
        watched.cancel();
    }

    @Override
    public void close() throws IOException {
        release.run();
        body.close();
    }
}
