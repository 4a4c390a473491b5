package dev.crossdock.client.limits;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The places for requests in flight at one host. Their number grows by one for each round of answers while all are
 * taken, and is halved when the host says that it is too much: at most once for the requests that were under way
 * together. Who finds no place waits; package-info says why never for ever.
 */
final class Window {
    /** More than all streams of a process and their ranges take: a host that is well is never slowed. */
    static final int START = 128;
    static final int CEILING = 256;
    /** After which a host where nothing happens lets in one more. */
    static final Duration STILL = Duration.ofSeconds(2);
    /** How long a thread that holds a place elsewhere waits for one that only our own learning denies. */
    static final Duration LONGEST_QUEUE_INSIDE = Duration.ofSeconds(10);
    static final Duration LONGEST_QUEUE = Duration.ofHours(1);
    private static final int LOOKS = 8;
    /** One part in so many, and at least one, that streams leave to short requests. */
    private static final int SHORT_SHARE = 8;

    private final LongSupplier clock;
    private final long lookMillis;
    private final BooleanSupplier paused;
    /** Counts what happens at the host: bytes, ends. */
    private final AtomicLong life = new AtomicLong();
    private int ceiling = CEILING;
    private double size = START;
    private int reads;
    private int writes;
    private int briefs;
    private int waiting;
    private long round;
    private boolean closed;

    /** While the host is paused nothing happens there, which means nothing. */
    Window(LongSupplier clock, Duration still, BooleanSupplier paused) {
        this.clock = clock;
        this.lookMillis = Math.max(1, still.toMillis() / LOOKS);
        this.paused = paused;
    }

    /** Takes a place, perhaps after a while. Gives the round that the request belongs to. */
    synchronized long enter(Kind kind, BooleanSupplier alreadyInside)
            throws HostBusyException, InterruptedIOException {
        if (!hasPlace(kind)) {
            queue(kind, alreadyInside.getAsBoolean());
        }
        if (closed) {
            throw new InterruptedIOException("the engine was closed");
        }
        count(kind, 1);
        return round;
    }

    private void queue(Kind kind, boolean inside) throws HostBusyException, InterruptedIOException {
        waiting++;
        try {
            long begun = clock.getAsLong();
            long seen = life.get();
            for (int still = 0; still < LOOKS && !hasPlace(kind) && !closed;) {
                wait(lookMillis);
                Duration waited = Duration.ofNanos(clock.getAsLong() - begun);
                if (inside && total() < ceiling && waited.compareTo(LONGEST_QUEUE_INSIDE) > 0) {
                    return;
                }
                if (waited.compareTo(LONGEST_QUEUE) > 0) {
                    throw new HostBusyException("no request sent: no place among the %d that may be in flight for %s"
                            .formatted((int) size, waited), STILL);
                }
                long now = life.get();
                still = now == seen && !paused.getAsBoolean() ? still + 1 : 0;
                seen = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a place at the host");
        } finally {
            waiting--;
            life.incrementAndGet(); // so that of several waiters one is let in at a time
        }
    }

    private boolean hasPlace(Kind kind) {
        int places = (int) size;
        if (!kind.isStream()) {
            return briefs == 0 || total() < places;
        }
        int forStreams = places - (places < 2 ? 0 : Math.max(1, places / SHORT_SHARE));
        int alike = kind == Kind.READ ? reads : writes;
        return alike == 0 || (total() < places && reads + writes < forStreams);
    }

    private void count(Kind kind, int change) {
        switch (kind) {
            case BRIEF, PULL -> briefs += change;
            case READ -> reads += change;
            case WRITE -> writes += change;
        }
    }

    private int total() {
        return reads + writes + briefs;
    }

    /** The place is free again. */
    synchronized void leave(Kind kind) {
        count(kind, -1);
        life.incrementAndGet();
        if (waiting > 0) {
            notifyAll();
        }
    }

    /** Something moved. Costs nothing worth counting: an update that is lost is followed by others. */
    void touch() {
        life.setRelease(life.getPlain() + 1);
    }

    /** The host took a request in its stride. */
    synchronized void grow() {
        if (size < ceiling && (waiting > 0 || total() >= (int) size)) {
            size = Math.min(ceiling, size + 1 / size);
            if (waiting > 0) {
                notifyAll();
            }
        }
    }

    /** The host said that it is too much, to a request of the given round. */
    synchronized void shrink(long requestsRound) {
        if (requestsRound == round) {
            round++;
            // Of places that nobody used, the host has said nothing.
            size = Math.max(1, Math.min(size, total()) / 2);
        }
    }

    synchronized void limit(int newCeiling) {
        ceiling = newCeiling;
        size = Math.min(size, ceiling);
    }

    /** Nobody limits it any more: what the host itself said stays, where it was less than the limit. */
    synchronized void unlimit() {
        if (size >= ceiling) {
            size = START;
        }
        ceiling = CEILING;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isEmpty() {
        return total() + waiting == 0;
    }

    synchronized int inFlight() {
        return total();
    }

    /** How many wait for a place. */
    synchronized int waiting() {
        return waiting;
    }

    synchronized int places() {
        return (int) size;
    }
}
