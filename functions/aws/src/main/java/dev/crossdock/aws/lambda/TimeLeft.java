package dev.crossdock.aws.lambda;

import dev.crossdock.transfer.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The deadline of one invocation, by the JVM's own clock: the function's time, less a margin in which what is under way
 * is sent off, the checkpoint is saved and the continuation is on the queue.
 */
public final class TimeLeft implements Deadline {
    /** Of a function's time, at most: one chunk that was begun just before, at a megabyte per second, and the messages. */
    public static final Duration LONGEST_MARGIN = Duration.ofSeconds(20);
    /** Of a shorter time so much is margin. */
    private static final int MARGIN_PART = 5;
    /** Of the margin, the part in which nobody is waited for any more: what is unfinished is put away. */
    private static final int PART_TO_PUT_AWAY = 4;
    /** Of the margin, the part that is kept for the answer, whatever is unfinished. */
    private static final int PART_TO_ANSWER = 10;

    private final long endNanos;
    private final long killedNanos;
    private final Duration margin;
    private final Instant killedAt;
    private final Duration time;

    private TimeLeft(Duration remaining, Instant now) {
        Duration part = remaining.dividedBy(MARGIN_PART);
        this.margin = part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
        this.time = remaining.minus(margin);
        long begun = System.nanoTime();
        this.endNanos = begun + time.toNanos();
        this.killedNanos = begun + remaining.toNanos();
        this.killedAt = now.plus(remaining);
    }

    /** Of an invocation that has so much time from now on. */
    public static TimeLeft of(long remainingMillis, Instant now) {
        return new TimeLeft(Duration.ofMillis(Math.max(0, remainingMillis)), now);
    }

    @Override
    public boolean passed() {
        return System.nanoTime() - endNanos >= 0;
    }

    @Override
    public Optional<Duration> length() {
        return Optional.of(time);
    }

    @Override
    public Optional<Duration> left() {
        return Optional.of(until(endNanos));
    }

    /** For how long anybody out there may be waited for: a few seconds into the margin. Negative once that is over. */
    public Duration toWait() {
        return until(killedNanos).minus(margin.dividedBy(PART_TO_PUT_AWAY));
    }

    /** Until the invocation has to be answered, though something is unfinished. Negative once that is over. */
    public Duration toAnswer() {
        return until(killedNanos).minus(margin.dividedBy(PART_TO_ANSWER));
    }

    private static Duration until(long nanos) {
        return Duration.ofNanos(nanos - System.nanoTime());
    }

    /** When Lambda ends the invocation, whatever it does. */
    public Instant killedAt() {
        return killedAt;
    }
}
