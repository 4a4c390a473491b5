package dev.crossdock.client.limits;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What one host may be asked now: its places, its pace, its pauses and its quota. Safe for several threads. */
final class HostBudget {
    /** How long a caller waits out a pause; where more is asked for, the caller has to find something else to do. */
    static final Duration LONGEST_PATIENCE = Duration.ofSeconds(30);
    /** However long a host asks to be left alone. */
    static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    /** After a 429 that names no time: the shortest that a repetition waits anyway. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    /** A pause may be prolonged while it is waited out. */
    private static final int MAXIMUM_PAUSES = 5;

    private final String host;
    private final Budgets.Timing timing;
    private final Window window;
    private final Quota quota = new Quota();
    private final AtomicLong throttled = new AtomicLong();
    private final AtomicLong pausedUntil;
    private HostLimits limits = HostLimits.NONE;
    private volatile @Nullable TokenBucket requests;
    private volatile @Nullable TokenBucket bytes;
    private volatile int pieceBytes = HostLimits.NONE.pieceBytes();

    HostBudget(String host, Budgets.Timing timing, Duration still) {
        this.host = host;
        this.timing = timing;
        this.window = new Window(timing.clock(), still, () -> !pauseLeft().isZero());
        this.pausedUntil = new AtomicLong(timing.nanos());
    }

    /** Returns when a request of this kind may be sent; gives its round. */
    long admit(Kind kind, int reserve, BooleanSupplier alreadyInside) throws HostBusyException, InterruptedIOException {
        Optional<HostBusyException> spent = kind == Kind.PULL
                ? quota.take(host, reserve, timing.nanos())
                : Optional.empty();
        if (spent.isPresent()) {
            throw spent.get();
        }
        boolean admitted = false;
        try {
            waitOutPause();
            long round = window.enter(kind, alreadyInside);
            try {
                waitOutPause();
                paceRequest();
                admitted = true;
            } finally {
                if (!admitted) {
                    window.leave(kind);
                }
            }
            return round;
        } finally {
            if (!admitted && kind == Kind.PULL) {
                quota.settle(false);
            }
        }
    }

    private void waitOutPause() throws HostBusyException, InterruptedIOException {
        Duration left = pauseLeft();
        for (int i = 0; i < MAXIMUM_PAUSES && left.isPositive(); i++) {
            if (left.compareTo(LONGEST_PATIENCE) > 0 || !timing.hasTimeFor(left)) {
                throw new HostBusyException("no request sent: %s asked for a pause, %d s of it are left".formatted(host,
                        left.toSeconds()), left);
            }
            timing.pause(left);
            left = pauseLeft();
        }
    }

    private Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, pausedUntil.get() - timing.nanos()));
    }

    private void paceRequest() throws HostBusyException, InterruptedIOException {
        TokenBucket bucket = requests;
        Duration turn = bucket == null ? Duration.ZERO : Duration.ofNanos(bucket.take(1, timing.nanos()));
        if (!timing.hasTimeFor(turn)) {
            throw new HostBusyException("no request sent: by the limit of %s its turn is in %d s".formatted(host,
                    turn.toSeconds()), turn);
        }
        if (turn.isPositive()) {
            timing.pause(turn);
        }
    }

    private void pace(@Nullable TokenBucket bucket, int count) throws InterruptedIOException {
        if (bucket != null) {
            long nanos = bucket.take(count, timing.nanos());
            if (nanos > 0) {
                timing.pause(Duration.ofNanos(nanos));
            }
        }
    }

    /** The host said something to a request of this round. */
    void answered(long round, int status, Optional<Duration> retryAfter) {
        window.touch();
        boolean asksForPause = status == 429 || (status == 503 && retryAfter.isPresent());
        if (asksForPause) {
            throttled.incrementAndGet();
            pause(retryAfter.orElse(SHORTEST_PAUSE));
        }
        if (status == 429 || status == 503) {
            window.shrink(round);
        } else if (status < 500) {
            window.grow();
        }
    }

    private void pause(Duration length) {
        long nanos = (length.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : length).toNanos();
        long until = timing.nanos() + nanos;
        pausedUntil.accumulateAndGet(until, (known, told) -> told - known > 0 ? told : known);
    }

    /** The host took no connection, or threw it away before it answered. */
    void refused(long round) {
        window.shrink(round);
    }

    Quota quota() {
        return quota;
    }

    void quotaHeard(Optional<String> limit, Optional<String> remaining) {
        if (limit.isPresent() && remaining.isPresent()) {
            quota.heard(limit, remaining, timing.nanos());
        }
    }

    /** So many bytes of a blob passed; returns when more may. */
    void moved(int count) throws InterruptedIOException {
        window.touch();
        pace(bytes, count);
    }

    /** How many bytes may pass before {@link #moved} is to be told. */
    int pieceBytes() {
        return pieceBytes;
    }

    void leave(Kind kind) {
        window.leave(kind);
    }

    synchronized void forgetLimits() {
        limits = HostLimits.NONE;
        window.unlimit();
        apply();
    }

    synchronized void limit(HostLimits more) {
        limits = limits.and(more);
        apply();
    }

    private void apply() {
        requests = limits.requestBucket(timing.nanos()).orElse(null);
        bytes = limits.byteBucket(timing.nanos()).orElse(null);
        pieceBytes = limits.pieceBytes();
        limits.requests().ifPresent(window::limit);
    }

    void close() {
        window.close();
    }

    /** Whether it can be forgotten: nothing under way, nothing decided, nothing to wait for. */
    synchronized boolean isIdle() {
        return window.isEmpty() && limits.equals(HostLimits.NONE) && pauseLeft().isZero()
                && quota.left(timing.nanos()).isEmpty();
    }

    HostLoad load() {
        return new HostLoad(window.inFlight(), window.places(), throttled.get(), quota.left(timing.nanos()));
    }
}
