package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.TransferTerms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A blob by several ranges at once. The width is what the test says, so that no time is measured. */
class RangedTrial {
    static final int WINDOW = 64 << 10;
    static final int SIZE = 30 * WINDOW + 1_234;
    static final int BUFFER = 20_000;

    final long seed = new Random().nextLong();
    final Random random = new Random(seed);
    final byte[] bytes = new byte[SIZE];
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    final AtomicBoolean late = new AtomicBoolean();
    final TransferTerms terms = new TransferTerms(late::get, BlobProgress.NONE, pauses::add);
    final Windows windows = new Windows(4, WINDOW);
    final RangeSource source;

    RangedTrial() {
        random.nextBytes(bytes);
        source = new RangeSource(bytes);
    }

    RangedFeeds feeds(Supplier<Widening> widening) {
        return new RangedFeeds(windows, new RangedFeeds.Terms(SIZE, Duration.ZERO, widening, System::nanoTime));
    }

    RangedFeeds wide() {
        return feeds(() -> interval -> 4);
    }

    byte[] read(RangedFeeds feeds) {
        try (BlobFeed feed = feeds.open(source, source.blob, 0, terms)) {
            ByteBuffer all = ByteBuffer.allocate(SIZE);
            read(feed, all, SIZE);
            assertThat(feed.read(ByteBuffer.allocate(1))).as("after the end").isEqualTo(-1);
            return all.array();
        }
    }

    static void read(BlobFeed feed, ByteBuffer all, int until) {
        while (all.position() < until) {
            ByteBuffer piece = all.slice(all.position(), Math.min(BUFFER, until - all.position()));
            assertThat(feed.read(piece)).as("a full buffer").isEqualTo(piece.capacity());
            all.position(all.position() + piece.position());
        }
    }

    void assertNothingHeld() {
        while (windows.taken() > 0 || source.open.get() > 0) {
            Thread.onSpinWait(); // threads that were told to end
            assertThat(Thread.interrupted()).as("windows %d, connections %d", windows.taken(), source.open.get())
                    .isFalse();
        }
    }

    void assertEachByteSentOnce() {
        for (int i = 0; i < SIZE; i++) {
            assertThat(source.sent.get(i)).as("byte %d, seed %d", i, seed).isEqualTo(1);
        }
    }
}
