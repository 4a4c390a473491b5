package dev.crossdock.testkit.lambda;

import java.util.Collection;

/**
 * What AWS counts of some work.
 *
 * @param standardRequests of standard queues, each 64 KiB of one counted as one
 * @param fifoRequests     of FIFO queues
 * @param puts             S3's PUT, COPY, POST and LIST
 * @param gets             S3's GET and HEAD
 */
public record Usage(long invocations, double gigabyteSeconds, long standardRequests, long fifoRequests, long puts,
        long gets) {
    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /** Of invocations alone. */
    public static Usage of(Collection<Report> reports) {
        return new Usage(reports.size(), reports.stream().mapToDouble(Report::gigabyteSeconds).sum(), 0, 0, 0, 0);
    }

    /** Both together. */
    public Usage plus(Usage other) {
        return new Usage(invocations + other.invocations, gigabyteSeconds + other.gigabyteSeconds,
                standardRequests + other.standardRequests, fifoRequests + other.fifoRequests, puts + other.puts,
                gets + other.gets);
    }

    /** What was added since. */
    public Usage minus(Usage earlier) {
        return new Usage(invocations - earlier.invocations, gigabyteSeconds - earlier.gigabyteSeconds,
                standardRequests - earlier.standardRequests, fifoRequests - earlier.fifoRequests, puts - earlier.puts,
                gets - earlier.gets);
    }
}
