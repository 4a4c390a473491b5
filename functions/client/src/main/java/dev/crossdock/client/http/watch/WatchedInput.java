package dev.crossdock.client.http.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A blob's body: fills the caller's buffer before it returns, so that what follows (digest, write) is done in large
 * pieces, and tells the watchdog when it waits. A failure after the first bytes of a piece is thrown by the next read.
 */
public final class WatchedInput implements ReadableByteChannel {
    private final ReadableByteChannel body;
    private final Watched watched;
    private final int patience;
    private final Runnable release;
    private @Nullable IOException failure;
    private boolean ended;
    private boolean open = true;

    /** Over the body; what is to be done at its end besides. */
    public WatchedInput(ReadableByteChannel body, Watched watched, int patienceInLooks, Runnable release) {
        this.body = body;
        this.watched = watched;
        this.patience = patienceInLooks;
        this.release = release;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (failure != null) {
            throw failure;
        }
        int before = into.position();
        boolean wanted = into.hasRemaining();
        try {
            while (into.hasRemaining() && !ended) {
                watched.begin(patience);
                ended = body.read(into) < 0;
            }
        } catch (IOException e) {
            failure = watched.explained(e);
            if (into.position() == before) {
                throw failure;
            }
        } finally {
            watched.end();
        }
        return into.position() == before && wanted ? -1 : into.position() - before;
    }

    /** Ends the call, from any thread: a read that waits fails. */
    public void cancel() {
        watched.cancel();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        release.run();
        body.close();
    }
}
