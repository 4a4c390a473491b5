package dev.crossdock.client.limits;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The budgets of all hosts, shared by all clients and workers of a process. Safe for several threads. */
public final class Budgets implements AutoCloseable {
    /** Hosts that are remembered; a CDN may have many, and idle ones are forgotten beyond. */
    static final int MAXIMUM_HOSTS = 1_000;
    private static final Duration LONGEST_LIFE = Duration.ofDays(365);

    /** How to wait: a process sleeps, a test takes note. */
    @FunctionalInterface
    public interface Waiting {
        /** Returns when the time is over. */
        void pause(Duration length) throws InterruptedException;

        /** How much time there is for pauses and answers: of a process that lives on, more than anyone waits. */
        default Duration left() {
            return LONGEST_LIFE;
        }
    }

    /** A clock that only moves forward, and how to let it move. */
    record Timing(LongSupplier clock, Waiting waiting) {
        long nanos() {
            return clock.getAsLong();
        }

        boolean hasTimeFor(Duration length) {
            return length.compareTo(waiting.left()) <= 0;
        }

        void pause(Duration length) throws InterruptedIOException {
            try {
                waiting.pause(length);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for the host");
                stopped.initCause(e);
                throw stopped;
            }
        }
    }

    private final Timing timing;
    private final Duration still;
    private final Map<String, HostBudget> hosts = new ConcurrentHashMap<>();
    private final Set<Permit> held = ConcurrentHashMap.newKeySet();
    private volatile int reserve;
    private volatile boolean closed;

    /** Measures by a clock that gives nanoseconds and only moves forward. */
    public Budgets(LongSupplier clock, Waiting waiting) {
        this(clock, waiting, Window.STILL);
    }

    Budgets(LongSupplier clock, Waiting waiting, Duration still) {
        this.timing = new Timing(clock, waiting);
        this.still = still;
    }

    /**
     * Returns when a request of this kind may be sent to the host (with its port). Throws {@link HostBusyException} where
     * that would take longer than a caller should wait.
     */
    public Permit admit(String host, Kind kind) throws HostBusyException, InterruptedIOException {
        HostBudget budget = host(host);
        long round = budget.admit(kind, reserve, this::isCallerInside);
        Permit permit = new Permit(budget, kind, round, held::remove);
        held.add(permit);
        return permit;
    }

    private boolean isCallerInside() {
        Thread caller = Thread.currentThread();
        return held.stream().anyMatch(permit -> permit.isHeldBy(caller));
    }

    /** Limits a host from now on; where it was limited before, the smaller of each stands. */
    public void limit(String host, HostLimits limits) {
        host(host).limit(limits);
    }

    /** Takes back all limits that somebody decided: others follow. What the hosts said themselves stays. */
    public void forgetLimits() {
        hosts.values().forEach(HostBudget::forgetLimits);
    }

    /** How many pulls of a host's quota are left for others, where it tells of one; of a small one, a tenth at most. */
    public void reservePulls(int count) {
        reserve = count;
    }

    /** How it stands with the host. */
    public HostLoad load(String host) {
        return host(host).load();
    }

    private HostBudget host(String host) {
        HostBudget known = hosts.get(host);
        if (known != null) {
            return known;
        }
        if (hosts.size() >= MAXIMUM_HOSTS) {
            hosts.values().removeIf(HostBudget::isIdle);
        }
        HostBudget budget = hosts.computeIfAbsent(host, name -> new HostBudget(name, timing, still));
        if (closed) {
            budget.close();
        }
        return budget;
    }

    /** Sends home who waits for a place. */
    @Override
    public void close() {
        closed = true;
        hosts.values().forEach(HostBudget::close);
    }
}
