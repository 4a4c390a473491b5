package dev.crossdock.transfer.ranges;

import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.RegistryException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a blob, read by its consumer itself, and opened again at the byte it reached where it breaks. For one
 * thread.
 */
final class Stream implements AutoCloseable {
    private final Asked asked;
    private final Attempts.OfRange attempts;
    private @Nullable BlobRange range;
    private boolean honoured = true;
    private long rangeEnd;
    private long at;
    private long end;

    /** From the byte to the blob's end; nothing is asked for before the first read. */
    Stream(Asked asked, Attempts attempts, long from) {
        this.asked = asked;
        this.attempts = attempts.new OfRange();
        this.at = from;
        this.end = asked.size();
    }

    /** Before which byte it ends. */
    long end() {
        return end;
    }

    /** It ends before this byte, because others fetch what follows, or it goes on to it after all. */
    void endAt(long byteOfBlob) {
        end = byteOfBlob;
    }

    /** Whether the source gave a range where it was asked for one. */
    boolean isHonoured() {
        return honoured;
    }

    /** Gives at least one byte, as far as the buffer and the stream's end allow; and how many. */
    int read(ByteBuffer into) {
        int before = into.position();
        int limit = into.limit();
        into.limit((int) Math.min(limit, before + (end - at)));
        try {
            while (into.position() == before) {
                asked.stopAtDeadline(at);
                try {
                    step(into);
                } catch (RegistryException.Unavailable e) {
                    close();
                    attempts.failed(e, asked.reached(at));
                }
            }
        } finally {
            into.limit(limit);
        }
        return into.position() - before;
    }

    private void step(ByteBuffer into) {
        if (at == rangeEnd) {
            close(); // it was to end here, and now goes on
        }
        BlobRange open = range;
        if (open == null) {
            open = asked.range(at, end);
            range = open;
            rangeEnd = end;
            honoured &= open.isHonoured();
        }
        int before = into.position();
        try {
            asked.read(open, into, at);
        } finally {
            at += into.position() - before;
            if (into.position() > before) {
                attempts.progressed();
            }
        }
    }

    @Override
    public void close() {
        BlobRange open = range;
        range = null;
        if (open != null) {
            open.close();
        }
    }
}
