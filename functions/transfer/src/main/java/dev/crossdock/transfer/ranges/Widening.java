package dev.crossdock.transfer.ranges;

/** Decides, from how a blob gets on, how many of its ranges are to be in flight. One for each blob; for one thread. */
@FunctionalInterface
interface Widening {
    /**
     * What was measured in a while.
     *
     * @param nanos     how long it was
     * @param bytes     how many of the blob arrived
     * @param allBytes  how many of all blobs of the process arrived
     * @param waitShare which part of the time was spent waiting for the source: 0 to 1
     */
    record Interval(long nanos, long bytes, long allBytes, double waitShare) {
        /** Bytes per second of the blob. */
        double rate() {
            return bytes * 1e9 / nanos;
        }

        /** Bytes per second of all blobs. */
        double allRate() {
            return allBytes * 1e9 / nanos;
        }
    }

    /** How many ranges shall be in flight from now on, at least one. */
    int judge(Interval interval);

    /** A range was refused or broke without a byte: the source has enough of us. Gives the new width. */
    default int setback() {
        return 1;
    }
}
