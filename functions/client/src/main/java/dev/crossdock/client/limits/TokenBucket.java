package dev.crossdock.client.limits;

/**
 * So many per second. Who takes is told how long to wait before it acts; the balance may be below zero meanwhile, so that
 * each waits behind those who took before, and no lock is held while anybody waits.
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final double capacity;
    private double balance;
    private long seen;

    /** Full at {@code nanos}, of a clock that only moves forward. */
    TokenBucket(double perSecond, double capacity, long nanos) {
        this.perSecond = perSecond;
        this.capacity = capacity;
        this.balance = capacity;
        this.seen = nanos;
    }

    /** Takes them; says after how many nanoseconds they are there. */
    synchronized long take(long count, long nanos) {
        balance = Math.min(capacity, balance + Math.max(0, nanos - seen) / NANOS_PER_SECOND * perSecond);
        seen = Math.max(seen, nanos);
        balance -= count;
        return balance >= 0 ? 0 : (long) Math.ceil(-balance / perSecond * NANOS_PER_SECOND);
    }
}
