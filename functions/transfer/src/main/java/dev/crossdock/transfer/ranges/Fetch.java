package dev.crossdock.transfer.ranges;

import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.RegistryException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Brings one range of a blob into a window, on a thread of its own, however often it breaks. Its consumer takes the
 * bytes as they come. The window is given back by whoever has it last: the consumer where the fetch has ended, else the
 * fetch.
 */
final class Fetch implements Runnable {
    /** How a fetch ended in vain. */
    sealed interface Failure {
        /** The source sends the whole blob instead of ranges. */
        record RangesIgnored() implements Failure {}

        /** What was thrown. */
        record Thrown(RuntimeException exception) implements Failure {}
    }

    private static final int PIECE_BYTES = 256 << 10;
    private static final int LONGEST_WAIT_MILLIS = 100;

    private final Asked asked;
    private final Attempts.OfRange attempts;
    private final Pace pace;
    private final Windows windows;
    private final byte[] window;
    private final long from;
    private long to;
    private int taken;
    // Guarded by this:
    private int filled;
    private boolean running;
    private boolean closed;
    private boolean windowIsBack;
    private @Nullable Thread thread;
    private @Nullable BlobRange range;
    private @Nullable Failure failure;

    /** From the byte on, as far as the window and the blob reach. */
    Fetch(RangedFeed feed, Windows windows, byte[] window, long from) {
        this.asked = feed.asked();
        this.attempts = feed.attempts().new OfRange();
        this.pace = feed.pace();
        this.windows = windows;
        this.window = window;
        this.from = from;
        this.to = Math.min(from + window.length, asked.size());
    }

    long from() {
        return from;
    }

    /** Before which byte it ends. */
    synchronized long to() {
        return to;
    }

    /** Whether the first byte has come, or never will. */
    synchronized boolean hasBegun() {
        return filled > 0 || failure != null;
    }

    /** How it ended in vain, if it did. */
    synchronized @Nullable Failure failure() {
        return failure;
    }

    /** The consumer has taken everything. */
    synchronized boolean isTaken() {
        return from + taken == to;
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                while (left() > 0) {
                    attempt();
                }
            }
        } catch (RuntimeException e) {
            fail(new Failure.Thrown(e));
        } catch (Error e) { // its consumer waits for an end, whatever ended it
            fail(new Failure.Thrown(new IllegalStateException("the range of blob %s from byte %d was ended by %s"
                    .formatted(asked.blob().digest(), from, e), e)));
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        running = !closed;
        thread = Thread.currentThread();
        return running;
    }

    private synchronized void end() {
        running = false;
        thread = null;
        if (closed) {
            giveBack();
        }
        notifyAll();
    }

    private synchronized int left() {
        return closed || failure != null ? 0 : (int) (to - from) - filled;
    }

    private void attempt() {
        try (BlobRange open = asked.range(from + filled(), to)) {
            opened(open);
            if (!open.isHonoured()) {
                fail(new Failure.RangesIgnored());
                return;
            }
            ByteBuffer into = ByteBuffer.wrap(window);
            for (int left = left(); left > 0; left = left()) {
                read(open, into.limit((int) (to - from)).position((int) (to - from) - left));
            }
        } catch (RegistryException.Unavailable e) {
            if (left() > 0) {
                attempts.failed(e, asked.reached(from + filled()));
            }
        } finally {
            ended();
        }
    }

    private synchronized int filled() {
        return filled;
    }

    private void read(BlobRange open, ByteBuffer into) {
        int before = into.position();
        into.limit(Math.min(into.limit(), before + PIECE_BYTES));
        try {
            asked.read(open, into, from + before);
        } finally {
            if (into.position() > before) {
                arrived(into.position() - before);
            }
        }
    }

    private void arrived(int bytes) {
        attempts.progressed();
        pace.arrived(bytes);
        synchronized (this) {
            filled += bytes;
            notifyAll();
        }
    }

    /** Lets {@link #close} end it; where that came first, it is ended here. */
    private void opened(BlobRange open) {
        synchronized (this) {
            range = open;
            if (!closed) {
                return;
            }
        }
        open.close();
    }

    private synchronized void ended() {
        range = null;
    }

    private synchronized void fail(Failure why) {
        failure = why;
        notifyAll();
    }

    /** Puts what is there into the buffer, waiting for the first byte; gives the count, 0 where the fetch has failed. */
    int take(ByteBuffer into) {
        asked.stopAtDeadline(from + taken);
        int count = Math.min(arrivedOrFailed(), into.remaining());
        into.put(window, taken, count);
        taken += count;
        return count;
    }

    private synchronized int arrivedOrFailed() {
        boolean interrupted = false;
        while (filled == taken && failure == null) {
            asked.stopAtDeadline(from + taken);
            try {
                wait(LONGEST_WAIT_MILLIS);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return filled - taken;
    }

    /** What it brought before it failed is all that it was to bring. */
    synchronized void endHere() {
        to = from + filled;
        failure = null;
    }

    /** The window is given back: everything in it was taken. */
    synchronized void retire() {
        closed = true;
        if (!running) {
            giveBack();
        }
    }

    /** Ends the connection; the window is given back now, or as soon as nobody writes to it. */
    void close() {
        BlobRange open;
        synchronized (this) {
            closed = true;
            open = range;
            if (running && thread != null) {
                thread.interrupt(); // it may be in a pause
            } else {
                giveBack();
            }
        }
        if (open != null) {
            open.close();
        }
    }

    private void giveBack() {
        if (!windowIsBack) {
            windowIsBack = true;
            windows.giveBack(window);
        }
    }
}
