package dev.crossdock.transfer.ranges;

/**
 * Doubles the number of ranges as long as that brings clearly more, and goes back one step where it does not. Reads no
 * clock.
 *
 * <p>One stream is enough where it is fast, or where the target is what is waited for: wider reading then costs
 * connections and memory, and brings nothing. What one blob gains at the cost of the others is no gain.
 */
final class Width implements Widening {
    /** Bytes per second, of all blobs together, from which on nothing is to be gained: what a fast local source gives. */
    static final double FAST = 150e6;
    /** The part of the time that has to be spent waiting for the source. */
    static final double MOSTLY = 0.75;
    /** By how much a doubled width has to be faster to be kept. */
    static final double CLEARLY = 1.25;
    /** So many slow intervals in a row before the first step: the first may be the start's fault. */
    static final int SLOW_INTERVALS = 2;
    /** So many intervals pass after a step in vain before the next is tried, and each time twice as many. */
    static final int FIRST_REST = 16;
    static final int LONGEST_REST = 1024;
    private static final double LEAST_SHARE_OF_GAIN = 0.5;

    private final int maximum;
    private int width = 1;
    private int proven = 1;
    private int slow;
    private int rest;
    private int nextRest = FIRST_REST;
    private double rateBefore;
    private double allRateBefore;

    /** Never wider than this. */
    Width(int maximum) {
        this.maximum = maximum;
    }

    @Override
    public int judge(Interval interval) {
        boolean waits = interval.waitShare() >= MOSTLY;
        if (width > proven) {
            judgeStep(interval, waits);
        } else if (rest > 0) {
            rest--;
        } else if (width < maximum && waits && (width > 1 || interval.allRate() < FAST)) {
            if (++slow >= SLOW_INTERVALS) {
                step(interval);
            }
        } else {
            slow = 0;
        }
        return width;
    }

    private void judgeStep(Interval interval, boolean waits) {
        if (!waits) {
            proven = width; // the target is the brake now: this is wide enough
        } else if (isFaster(interval)) {
            proven = width;
            if (width < maximum) {
                step(interval);
            }
        } else {
            back(proven);
        }
    }

    private boolean isFaster(Interval interval) {
        double gain = interval.rate() - rateBefore;
        return interval.rate() >= CLEARLY * rateBefore
                && interval.allRate() - allRateBefore >= LEAST_SHARE_OF_GAIN * gain;
    }

    private void step(Interval interval) {
        slow = 0;
        rateBefore = interval.rate();
        allRateBefore = interval.allRate();
        width = Math.min(2 * width, maximum);
    }

    private void back(int narrower) {
        width = narrower;
        proven = narrower;
        rest = nextRest;
        nextRest = Math.min(2 * nextRest, LONGEST_REST);
    }

    @Override
    public int setback() {
        back(Math.max(1, width / 2));
        return width;
    }
}
