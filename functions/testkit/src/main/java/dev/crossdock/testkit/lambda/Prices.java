package dev.crossdock.testkit.lambda;

import java.util.Locale;

/**
 * What AWS asks in us-east-1, in dollars, without any free tier: the first step of each list price, as of November 2026.
 *
 * @see <a href="https://aws.amazon.com/lambda/pricing/">Lambda</a>
 * @see <a href="https://aws.amazon.com/sqs/pricing/">SQS</a>
 * @see <a href="https://aws.amazon.com/s3/pricing/">S3</a>
 */
public final class Prices {
    private static final double INVOCATION = 0.20 / 1e6;
    /** Of Arm; of x86 it is 0.0000166667. */
    private static final double GIGABYTE_SECOND = 0.0000133334;
    private static final double STANDARD_REQUEST = 0.40 / 1e6;
    private static final double FIFO_REQUEST = 0.50 / 1e6;
    private static final double PUT = 0.005 / 1e3;
    private static final double GET = 0.0004 / 1e3;
    /** So many bytes of a message, or a part of them, are one request of SQS. */
    private static final int REQUEST_BYTES = 64 << 10;

    private Prices() {}

    /** The requests that SQS counts for one with so many bytes of messages. */
    public static long requests(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, REQUEST_BYTES));
    }

    /** In dollars. */
    public static double of(Usage usage) {
        return usage.invocations() * INVOCATION + usage.gigabyteSeconds() * GIGABYTE_SECOND
                + usage.standardRequests() * STANDARD_REQUEST + usage.fifoRequests() * FIFO_REQUEST
                + usage.puts() * PUT + usage.gets() * GET;
    }

    /** What was used and what it costs, a line for each kind. */
    public static String bill(Usage usage) {
        return String.format(Locale.ROOT, """
                Lambda, invocations        %10d     $%.7f
                Lambda, GB-s (arm64)       %14.3f $%.7f
                SQS, standard requests     %10d     $%.7f
                SQS, FIFO requests         %10d     $%.7f
                S3, PUT and LIST           %10d     $%.7f
                S3, GET and HEAD           %10d     $%.7f
                together (us-east-1)                      $%.7f
                """, usage.invocations(), usage.invocations() * INVOCATION, usage.gigabyteSeconds(),
                usage.gigabyteSeconds() * GIGABYTE_SECOND, usage.standardRequests(),
                usage.standardRequests() * STANDARD_REQUEST, usage.fifoRequests(), usage.fifoRequests() * FIFO_REQUEST,
                usage.puts(), usage.puts() * PUT, usage.gets(), usage.gets() * GET, of(usage));
    }
}
