package dev.crossdock.registry.operation.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How long things took, in buckets from half a millisecond to five minutes. */
final class Durations {
    private static final long[] BOUNDS = Stream.of("PT0.0005S", "PT0.001S", "PT0.0025S", "PT0.005S", "PT0.01S",
            "PT0.025S", "PT0.05S", "PT0.1S", "PT0.25S", "PT0.5S", "PT1S", "PT2.5S", "PT5S", "PT10S", "PT30S", "PT60S",
            "PT300S").map(Duration::parse).mapToLong(Duration::toNanos).toArray();
    private static final double NANOS = 1e9;

    private final LongAdder[] counts = Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(
            LongAdder[]::new);
    private final LongAdder sum = new LongAdder();

    void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(nanos);
    }

    /** The upper bounds of the buckets in seconds; the last has none. */
    static double[] bounds() {
        double[] seconds = Arrays.copyOf(Arrays.stream(BOUNDS).mapToDouble(nanos -> nanos / NANOS).toArray(),
                BOUNDS.length + 1);
        seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return seconds;
    }

    /** How many fell into each bucket. */
    long[] counts() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    }

    double seconds() {
        return sum.sum() / NANOS;
    }
}
