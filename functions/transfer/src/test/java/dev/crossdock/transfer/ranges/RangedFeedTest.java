package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.ranges.RangeSource.Range;
import dev.crossdock.transfer.ranges.RangeSource.Reaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A blob by several ranges at once: whatever happens on the way, its bytes come in order, each once. */
@Timeout(20)
final class RangedFeedTest extends RangedTrial {
    @Test
    void wide_inOrderAndEachByteOnce() {
        assertThat(read(wide())).as("seed %d", seed).isEqualTo(bytes);
        assertThat(source.asked.getFirst()).as("one plain stream first").isEqualTo(new Range(0, SIZE));
        assertThat(source.asked).as("the windows behind the stream's").hasSize(30).contains(
                new Range(SIZE - (SIZE - BUFFER) % WINDOW, SIZE));
        assertEachByteSentOnce();
        assertNothingHeld();
        assertThat(pauses).isEmpty();
    }

    @Test
    void severalAreInFlightAtOnce() {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger side = new AtomicInteger();
        source.script = (range, number) -> {
            if (number > 0 && side.incrementAndGet() == 3) {
                gate.countDown(); // only once three more than the stream were asked for does any of them flow
            }
            return number == 0 ? Reaction.GOOD : Reaction.after(gate);
        };
        assertThat(read(wide())).isEqualTo(bytes);
    }

    @Test
    void narrow_isOneStream() {
        assertThat(read(feeds(() -> interval -> 1))).isEqualTo(bytes);
        assertThat(source.asked).containsExactly(new Range(0, SIZE));
    }

    @Test
    void shortBlob_isOneStream() {
        RangedFeeds feeds = new RangedFeeds(windows,
                new RangedFeeds.Terms(SIZE + 1, Duration.ZERO, () -> interval -> 4, System::nanoTime));
        assertThat(read(feeds)).isEqualTo(bytes);
        assertThat(source.asked).hasSize(1);
    }

    @Test
    void fromAnOffset_onlyTheRest() {
        try (BlobFeed feed = wide().open(source, source.blob, 0, terms)) {
            assertThat(feed.read(ByteBuffer.allocate(0))).isZero();
        }
        RangedFeeds feeds = new RangedFeeds(windows,
                new RangedFeeds.Terms(WINDOW, Duration.ZERO, () -> interval -> 3, System::nanoTime));
        ByteBuffer rest = ByteBuffer.allocate(SIZE - 1_000_000);
        try (BlobFeed feed = feeds.open(source, source.blob, 1_000_000, terms)) {
            read(feed, rest, rest.capacity());
        }
        assertThat(rest.array()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 1_000_000, SIZE));
        assertThat(source.allSent()).isEqualTo(SIZE - 1_000_000);
    }

    @Test
    void cutsInEveryRange_resumeThatRangeAtTheByteReached() {
        source.script = (range, number) -> {
            synchronized (random) {
                return Reaction.cutAfter(random.nextInt(1, WINDOW));
            }
        };
        assertThat(read(wide())).as("seed %d", seed).isEqualTo(bytes);
        assertEachByteSentOnce();
        assertThat(pauses).as("progress needs no pause").isEmpty();
        assertNothingHeld();
    }

    @Test
    void rangesIgnored_goOnByTheStreamAndNeverAskedAgain() {
        source.script = (range, number) -> number == 0
                ? Reaction.GOOD
                : new Reaction(false, Integer.MAX_VALUE, Reaction.OPEN);
        RangedFeeds feeds = wide();
        assertThat(read(feeds)).isEqualTo(bytes);
        assertThat(source.asked.size()).as("at most the first windows").isBetween(2, 4);
        assertEachByteSentOnce();
        source.asked.clear();
        assertThat(read(feeds)).isEqualTo(bytes);
        assertThat(source.asked).as("the next blob of that registry").containsExactly(new Range(0, SIZE));
        assertNothingHeld();
    }

    @Test
    void rangesIgnoredOnResumption_isSeenToo() {
        source.script = (range, number) -> number == 0
                ? Reaction.cutAfter(WINDOW / 2)
                : new Reaction(false, Integer.MAX_VALUE, Reaction.OPEN);
        assertThat(read(feeds(() -> interval -> 1))).isEqualTo(bytes);
        source.asked.clear();
        source.script = (range, number) -> Reaction.GOOD;
        RangedFeeds feeds = wide();
        feeds.ignoresRanges(source);
        assertThat(read(feeds)).isEqualTo(bytes);
        assertThat(source.asked).hasSize(1);
    }

    @Test
    void wrongRange_isLeftToTheStream() {
        source.script = (range, number) -> {
            if (range.from() > 7 * WINDOW && range.to() < SIZE) {
                throw source.corrupt();
            }
            return Reaction.GOOD;
        };
        assertThat(read(wide())).isEqualTo(bytes);
        assertThat(source.asked).as("an open end").anyMatch(it -> it.from() > 0 && it.to() == SIZE);
        assertEachByteSentOnce();
        assertNothingHeld();
    }

    @Test
    void wrongRangeAndWrongStream_isCorrupt() {
        source.script = (range, number) -> {
            if (range.from() > 7 * WINDOW) {
                throw source.corrupt();
            }
            return Reaction.GOOD;
        };
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> read(wide()));
        assertNothingHeld();
    }

    @Test
    void aFewFruitlessAttempts_arePausedAndMended() {
        AtomicInteger failures = new AtomicInteger();
        source.script = (range, number) -> {
            if (range.from() > 9 * WINDOW && failures.incrementAndGet() <= 3) {
                throw source.unavailable(Optional.of(Duration.ofSeconds(7)));
            }
            return Reaction.GOOD;
        };
        assertThat(read(wide())).isEqualTo(bytes);
        assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(7));
        assertEachByteSentOnce();
    }

    @Test
    void setback_narrows() {
        source.script = (range, number) -> {
            if (number == 1) {
                throw source.unavailable(Optional.of(Duration.ofSeconds(1)));
            }
            return Reaction.GOOD;
        };
        AtomicInteger setbacks = new AtomicInteger();
        assertThat(read(feeds(() -> new Widening() {
            @Override
            public int judge(Interval interval) {
                return setbacks.get() == 0 ? 4 : 1;
            }

            @Override
            public int setback() {
                return setbacks.incrementAndGet();
            }
        }))).isEqualTo(bytes);
        assertThat(setbacks).hasValue(1);
        assertThat(source.asked.getLast()).as("one stream to the end").matches(it -> it.to() == SIZE && it.from() < 9L
                * WINDOW);
    }

    @Test
    void allDownForGood_endsAfterABoundedNumberOfAttempts() {
        source.script = (range, number) -> {
            if (number == 0) {
                return Reaction.cutAfter(10 * WINDOW);
            }
            throw source.unavailable(Optional.empty());
        };
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(() -> read(wide()))
                .withMessageContaining("source from.example:5000/app")
                .withMessageEndingWith("bytes done, attempt 6 of 6)");
        assertThat(source.asked.size()).as("three ranges and a stream, six attempts each at most").isLessThan(25);
        assertNothingHeld();
    }
}
