package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.TransferTerms;
import dev.crossdock.transfer.ranges.RangeSource.Range;
import dev.crossdock.transfer.ranges.RangeSource.Reaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several who want one blob. Where the order matters, one thread reads for all of them by turns. */
@Timeout(20)
final class SharedFeedsTest {
    private static final int WINDOW = 64 << 10;
    private static final int SIZE = 20 * WINDOW + 321;
    private static final int BUFFER = 10_000;

    private final byte[] bytes = new byte[SIZE];
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final TransferTerms terms = new TransferTerms(Deadline.NONE, BlobProgress.NONE, pauses::add);
    private final Windows windows = new Windows(6, WINDOW);
    private final RangeSource source;
    private final SharedFeeds feeds = feeds(1);

    SharedFeedsTest() {
        new Random(5).nextBytes(bytes);
        source = new RangeSource(bytes);
    }

    private SharedFeeds feeds(int width) {
        return new SharedFeeds(new RangedFeeds(windows,
                new RangedFeeds.Terms(SIZE, Duration.ZERO, () -> interval -> width, System::nanoTime)));
    }

    /** One who wants the blob, and what it has got of it. */
    private final class Reader implements AutoCloseable {
        private final BlobFeed feed;
        private final ByteBuffer all = ByteBuffer.allocate(SIZE);

        Reader(SharedFeeds feeds, TransferTerms terms) {
            feed = feeds.open(source, source.blob, 0, terms);
        }

        Reader() {
            this(feeds, terms);
        }

        Reader readTo(int end) {
            while (all.position() < end) {
                ByteBuffer piece = all.slice(all.position(), Math.min(BUFFER, end - all.position()));
                assertThat(feed.read(piece)).isEqualTo(piece.capacity());
                all.position(all.position() + piece.position());
            }
            return this;
        }

        void finish() {
            readTo(SIZE);
            assertThat(feed.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(all.array()).isEqualTo(bytes);
            close();
        }

        @Override
        public void close() {
            feed.close();
        }
    }

    @AfterEach
    @Timeout(5)
    void nothingIsHeld() {
        while (windows.taken() > 0 || source.open.get() > 0) {
            Thread.onSpinWait(); // threads that were told to end
            assertThat(Thread.interrupted()).as("windows %d, connections %d", windows.taken(), source.open.get())
                    .isFalse();
        }
        assertThat(feeds.running()).isZero();
    }

    private static void byTurns(Reader... readers) {
        for (int end = BUFFER; end < SIZE; end += BUFFER) {
            for (Reader reader : readers) {
                reader.readTo(end);
            }
        }
        for (Reader reader : readers) {
            reader.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void severalTogether_readTheSourceOnce(int width) {
        SharedFeeds these = feeds(width);
        byTurns(new Reader(these, terms), new Reader(these, terms), new Reader(these, terms));
        assertThat(source.allSent()).isEqualTo(SIZE);
        assertThat(these.running()).isZero();
    }

    @Test
    void severalThreads_allGetEverything() {
        List<Reader> readers = IntStream.range(0, 5).mapToObj(i -> new Reader()).toList();
        try (Fanout fanout = new Fanout("readers", 5)) {
            fanout.each(readers, Reader::finish);
        }
        assertThat(source.allSent()).isBetween((long) SIZE, 5L * SIZE);
    }

    @Test
    void oneAlone_needsNoMemoryBehindTheFirstWindow() {
        Reader only = new Reader().readTo(WINDOW);
        assertThat(windows.taken()).isEqualTo(1);
        only.readTo(2 * WINDOW);
        assertThat(windows.taken()).isZero();
        only.finish();
        assertThat(source.asked).containsExactly(new Range(0, SIZE));
    }

    @Test
    void stalledOne_isLeftBehindAndEndsRightAlone() {
        Reader stalled = new Reader().readTo(BUFFER);
        Reader other = new Reader();
        other.finish();
        assertThat(source.asked).as("nobody waited, nobody asked again").containsExactly(new Range(0, SIZE));
        stalled.finish();
        assertThat(source.asked).containsExactly(new Range(0, SIZE), new Range(BUFFER, SIZE));
    }

    @Test
    void slightlyBehind_staysWithTheOthers() {
        Reader first = new Reader();
        Reader second = new Reader();
        for (int end = WINDOW; end < SIZE; end += BUFFER) {
            first.readTo(end);
            second.readTo(end - WINDOW + BUFFER);
        }
        first.finish();
        second.finish();
        assertThat(source.allSent()).isEqualTo(SIZE);
    }

    @Test
    void comingWithinTheFirstWindow_goesAlong() {
        Reader first = new Reader().readTo(WINDOW);
        byTurns(first, new Reader());
        assertThat(source.allSent()).isEqualTo(SIZE);
    }

    @Test
    void comingLater_readsAnew_andOthersMayJoinThat() {
        Reader early = new Reader().readTo(3 * WINDOW);
        Reader late = new Reader().readTo(1);
        byTurns(late, new Reader());
        early.finish();
        assertThat(source.asked).containsExactly(new Range(0, SIZE), new Range(0, SIZE));
    }

    @Test
    void firstLeaves_theOthersGoOnWithTheSameRead() {
        Reader first = new Reader().readTo(WINDOW);
        Reader second = new Reader().readTo(BUFFER);
        first.close();
        first.close();
        second.finish();
        assertThat(source.asked).containsExactly(new Range(0, SIZE));
    }

    @Test
    void deadlineOfOne_isNotThatOfTheOthers() {
        AtomicBoolean late = new AtomicBoolean();
        Reader hasty = new Reader(feeds, new TransferTerms(late::get, BlobProgress.NONE, pauses::add)).readTo(BUFFER);
        Reader patient = new Reader().readTo(BUFFER);
        late.set(true);
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(() -> hasty.readTo(SIZE));
        hasty.close();
        patient.finish();
        assertThat(source.asked).containsExactly(new Range(0, SIZE));
    }

    @Test
    void sourceFailsOne_theOthersTryForThemselves() {
        AtomicBoolean down = new AtomicBoolean();
        source.script = (range, number) -> {
            if (down.get()) {
                throw source.unavailable(Optional.empty());
            }
            return Reaction.cutAfter(5 * BUFFER);
        };
        Reader first = new Reader();
        Reader second = new Reader().readTo(BUFFER);
        down.set(true);
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(() -> first.readTo(SIZE));
        first.close();
        down.set(false);
        second.finish();
        assertThat(source.allSent()).as("also what the first had read ahead was used").isEqualTo(SIZE);
    }

    @Test
    void waitingForTheOneWhoReads_heedsTheOwnDeadline() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        source.script = (range, number) -> {
            asked.countDown();
            return Reaction.after(gate);
        };
        Reader reading = new Reader();
        AtomicBoolean late = new AtomicBoolean();
        Reader waiting = new Reader(feeds, new TransferTerms(late::get, BlobProgress.NONE, pauses::add));
        FutureTask<Boolean> finished = new FutureTask<>(reading::finish, true);
        Thread.ofPlatform().start(finished);
        asked.await();
        late.set(true);
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(() -> waiting.readTo(1));
        waiting.close();
        gate.countDown();
        assertThat(finished.get()).isTrue();
    }

    @Test
    void noMemory_eachAlone() {
        List<byte[]> others = new ArrayList<>();
        while (windows.taken() < windows.count()) {
            others.add(windows.take().orElseThrow());
        }
        byTurns(new Reader(), new Reader());
        assertThat(source.allSent()).isEqualTo(2L * SIZE);
        others.forEach(windows::giveBack);
    }

    @Test
    void fromAnOffset_joinsWhereThatByteIsStillThere() {
        Reader first = new Reader().readTo(WINDOW);
        try (BlobFeed second = feeds.open(source, source.blob, BUFFER, terms)) {
            ByteBuffer some = ByteBuffer.allocate(WINDOW);
            assertThat(second.read(some)).isEqualTo(WINDOW);
            assertThat(some.array()).isEqualTo(Arrays.copyOfRange(bytes, BUFFER, BUFFER + WINDOW));
        }
        first.finish();
        assertThat(source.asked).hasSize(1);
    }
}
