package dev.crossdock.client.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One call whose bytes move without time-outs. Its thread says when it begins to wait for the other side and when it
 * stops; the watchdog looks from time to time whether it is still the same wait. No clock is read while bytes move.
 */
final class Watched {
    private final Runnable cancel;
    private final AtomicInteger patience = new AtomicInteger(); // in looks; 0: not waiting
    private final AtomicLong waits = new AtomicLong();
    private volatile boolean stoodStill;
    // The watchdog's own:
    private long seenWaits = -1;
    private int idleLooks;

    Watched(Runnable cancel) {
        this.cancel = cancel;
    }

    /** The thread now waits for the other side, for at most so many looks. */
    void begin(int patienceInLooks) {
        waits.setRelease(waits.getPlain() + 1);
        patience.setRelease(patienceInLooks);
    }

    /** The other side answered. */
    void end() {
        patience.setRelease(0);
    }

    /** Ends the call, from any thread. */
    void cancel() {
        cancel.run();
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
            stoodStill = true;
            cancel.run();
        }
    }
}
