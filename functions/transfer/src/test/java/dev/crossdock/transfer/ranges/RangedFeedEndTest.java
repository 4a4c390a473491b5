package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.ranges.RangeSource.Range;
import dev.crossdock.transfer.ranges.RangeSource.Reaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a feed of several ranges ends, and how it shares the memory. */
@Timeout(20)
final class RangedFeedEndTest extends RangedTrial {
    @Test
    void brokenSource_throwsAsItIs() {
        source.script = (range, number) -> {
            if (number > 0) {
                throw new IllegalStateException("a bug");
            }
            return Reaction.GOOD;
        };
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> read(wide())).withMessage("a bug");
        assertNothingHeld();
    }

    @Test
    void closedMidway_endsAllConnectionsAndGivesTheMemoryBack() throws Exception {
        CountDownLatch asked = new CountDownLatch(4);
        source.script = (range, number) -> {
            asked.countDown();
            return number == 0 ? Reaction.GOOD : Reaction.after(new CountDownLatch(1));
        };
        BlobFeed feed = wide().open(source, source.blob, 0, terms);
        read(feed, ByteBuffer.allocate(WINDOW), WINDOW);
        asked.await();
        assertThat(windows.taken()).isEqualTo(3);
        feed.close();
        assertNothingHeld();
        feed.close();
    }

    @Test
    void deadlinePassesWhileWaiting_stops() {
        source.script = (range, number) -> {
            if (number == 3) {
                late.set(true);
            }
            return number == 0 ? Reaction.GOOD : Reaction.after(new CountDownLatch(1));
        };
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(() -> read(wide()))
                .withMessageContaining("stopped at byte");
        assertNothingHeld();
    }

    @Test
    void noMemory_staysNarrowAndWidensWhenThereIs() {
        List<byte[]> others = new ArrayList<>();
        while (windows.taken() < windows.count()) {
            others.add(windows.take().orElseThrow());
        }
        try (BlobFeed feed = wide().open(source, source.blob, 0, terms)) {
            ByteBuffer all = ByteBuffer.allocate(SIZE);
            read(feed, all, SIZE / 2);
            assertThat(source.asked).containsExactly(new Range(0, SIZE));
            others.forEach(windows::giveBack);
            read(feed, all, SIZE);
            assertThat(all.array()).isEqualTo(bytes);
        }
        assertThat(source.asked).hasSizeGreaterThan(10);
        assertEachByteSentOnce();
        assertNothingHeld();
    }

    @Test
    void narrowAgain_endsInOneStream() {
        AtomicInteger judged = new AtomicInteger();
        assertThat(read(feeds(() -> interval -> judged.incrementAndGet() < 20 ? 4 : 1))).isEqualTo(bytes);
        assertThat(source.asked.getLast()).matches(it -> it.to() == SIZE && it.to() - it.from() > 10 * WINDOW);
        assertEachByteSentOnce();
    }

    @Test
    void manyAtOnce_shareTheMemory() {
        RangedFeeds feeds = wide();
        source.script = (range, number) -> {
            assertThat(windows.taken()).isLessThanOrEqualTo(windows.count());
            return Reaction.cutAfter(WINDOW);
        };
        try (Fanout fanout = new Fanout("feeds", 6)) {
            assertThat(fanout.map(Collections.nCopies(6, feeds), this::read)).allSatisfy(
                    it -> assertThat(it).isEqualTo(bytes));
        }
        assertThat(source.allSent()).isEqualTo(6L * SIZE);
        assertNothingHeld();
    }
}
