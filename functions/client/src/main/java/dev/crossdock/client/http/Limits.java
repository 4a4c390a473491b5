package dev.crossdock.client.http;

import java.time.Duration;

/**
 * How long the wire may be silent, and how wide it is.
 *
 * @param connect    until a connection stands
 * @param answer     until a short request has its answer
 * @param standstill between two bytes of a blob, or until its answer begins
 * @param commitWait from a blob's last byte to the answer: targets verify what they got
 * @param width      how many idle connections are kept
 */
public record Limits(Duration connect, Duration answer, Duration standstill, Duration commitWait, int width) {
    /** What suits registries anywhere. */
    public static final Limits STANDARD = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(60),
            Duration.ofSeconds(60), Duration.ofMinutes(10), 32);
}
