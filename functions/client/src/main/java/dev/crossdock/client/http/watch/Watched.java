package dev.crossdock.client.http.watch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One call whose bytes move without time-outs. Its thread says when it begins to wait for the other side and when it
 * stops; the watchdog looks from time to time whether it is still the same wait. No clock is read while bytes move.
 */
public final class Watched {
    private final Runnable cancel;
    private final int lifetime;
    private final AtomicInteger patience = new AtomicInteger(); // in looks; 0: not waiting
    private final AtomicLong waits = new AtomicLong();
    private volatile boolean stoodStill;
    private long endNanos;
    private volatile boolean isBounded; // written after the end is, once, before the watchdog knows the call
    // The watchdog's own:
    private long seenWaits = -1;
    private int idleLooks;
    private volatile int looks; // written by the watchdog, read where the failure is told

    /** Over what ends the call; it may take as long as its bytes move. */
    public Watched(Runnable cancel) {
        this(cancel, Integer.MAX_VALUE);
    }

    /** The same for a call that is given up after so many looks even where its bytes come in drops. */
    public Watched(Runnable cancel, int lifetimeInLooks) {
        this.cancel = cancel;
        this.lifetime = lifetimeInLooks;
    }

    /** It is given up after so long, however its bytes come: the process has no more time. */
    public Watched within(Duration time) {
        endNanos = System.nanoTime() + time.toNanos();
        isBounded = true;
        return this;
    }

    /** The thread now waits for the other side, for at most so many looks. */
    public void begin(int patienceInLooks) {
        waits.setRelease(waits.getPlain() + 1);
        patience.setRelease(patienceInLooks);
    }

    /** The other side answered. */
    public void end() {
        patience.setRelease(0);
    }

    /** Ends the call, from any thread. */
    public void cancel() {
        cancel.run();
    }

    /** A cancelled call fails in many words; the one reason for it is the watchdog's. */
    public IOException explained(IOException failure) {
        if (!stoodStill) {
            return failure;
        }
        IOException standstill = new InterruptedIOException(isOver()
                ? "the answer took too long in all, the connection was given up"
                : "no byte for too long, the connection was given up");
        standstill.initCause(failure);
        return standstill;
    }

    boolean stoodStill() {
        return stoodStill;
    }

    /** Called by the watchdog alone. */
    void look() {
        int limit = patience.getAcquire();
        long wait = waits.getAcquire();
        if (limit == 0 || wait != seenWaits) {
            seenWaits = wait;
            idleLooks = 0;
        } else if (++idleLooks >= limit) {
            giveUp();
        }
        int lived = looks + 1;
        looks = lived;
        if (isOver()) {
            giveUp();
        }
    }

    private boolean isOver() {
        return looks >= lifetime || (isBounded && System.nanoTime() - endNanos >= 0);
    }

    private void giveUp() {
        stoodStill = true;
        cancel.run();
    }
}
