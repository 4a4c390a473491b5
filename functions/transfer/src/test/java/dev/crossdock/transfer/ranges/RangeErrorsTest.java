package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.TransferTerms;
import dev.crossdock.transfer.ranges.RangeSource.Range;
import dev.crossdock.transfer.ranges.RangeSource.Reaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the virtual machine throws where it has no more memory or threads. */
@Timeout(20)
final class RangeErrorsTest {
    private static final int WINDOW = 64 << 10;
    private static final int SIZE = 20 * WINDOW + 77;

    private final byte[] bytes = new byte[SIZE];
    private final Windows windows = new Windows(4, WINDOW);
    private final RangeSource source;

    RangeErrorsTest() {
        new Random(SIZE).nextBytes(bytes);
        source = new RangeSource(bytes);
    }

    private byte[] read(ThreadFactory threads) {
        RangedFeeds feeds = new RangedFeeds(windows,
                new RangedFeeds.Terms(SIZE, Duration.ZERO, () -> interval -> 4, System::nanoTime), threads);
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        TransferTerms terms = new TransferTerms(Deadline.NONE, BlobProgress.NONE, pause -> {});
        try (BlobFeed feed = feeds.open(source, source.blob, 0, terms)) {
            while (all.hasRemaining()) {
                ByteBuffer piece = all.slice(all.position(), Math.min(20_000, all.remaining()));
                all.position(all.position() + feed.read(piece));
            }
        }
        return all.array();
    }

    private void assertNothingHeld() {
        while (windows.taken() > 0 || source.open.get() > 0) {
            Thread.onSpinWait(); // threads that were told to end
            assertThat(Thread.interrupted()).as("windows %d, connections %d", windows.taken(), source.open.get())
                    .isFalse();
        }
    }

    @Test
    void errorInARange_isToldToTheConsumer() {
        OutOfMemoryError error = new OutOfMemoryError("Cannot reserve direct buffer memory");
        source.script = (range, number) -> {
            if (number > 0) {
                throw error;
            }
            return Reaction.GOOD;
        };
        ThreadFactory threads = Thread.ofPlatform().daemon().factory();
        assertThatIllegalStateException().isThrownBy(() -> read(threads)).withCause(error)
                .withMessageContaining(source.blob.digest().toString()).withMessageContaining("direct buffer memory");
        assertNothingHeld();
    }

    @Test
    void noThread_isOneStreamAndEveryWindowIsFree() {
        AtomicInteger asked = new AtomicInteger();
        assertThat(read(work -> {
            asked.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread");
        })).isEqualTo(bytes);
        assertThat(asked).as("threads asked for").hasPositiveValue();
        assertThat(source.asked).containsExactly(new Range(0, SIZE));
        assertNothingHeld();
    }

    @Test
    void brokenThreadFactory_throwsAsItIsAndEveryWindowIsFree() {
        assertThatIllegalStateException().isThrownBy(() -> read(work -> {
            throw new IllegalStateException("a bug");
        })).withMessage("a bug");
        assertNothingHeld();
    }
}
