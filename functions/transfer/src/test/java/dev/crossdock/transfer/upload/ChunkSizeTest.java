package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.HostTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No chunk is begun that the time does not suffice for, where that can be known; the rest is cut short. */
@Timeout(60)
class ChunkSizeTest {
    private static final int CHUNK = ChunkSize.LEAST;
    private static final int SIZE = 40 * CHUNK;
    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final int MOST_LEGS = 40;

    private final Trial trial = new Trial(SIZE);
    private final ChunkSize sizes = new ChunkSize(Long.MAX_VALUE);
    private long now;
    private long end = LENGTH.toNanos();

    /** By the clock of this test. */
    private final class Leg implements Deadline {
        @Override
        public boolean passed() {
            return now >= end;
        }

        @Override
        public Optional<Duration> length() {
            return Optional.of(LENGTH);
        }

        @Override
        public Optional<Duration> left() {
            return Optional.of(Duration.ofNanos(Math.max(0, end - now)));
        }
    }

    private final Deadline leg = new Leg();

    @BeforeEach
    void arrange() {
        trial.target.traits = HostTraits.UNKNOWN.withLargestBody(10);
        trial.leastBlob = 1;
        trial.memory = 16L * 16 * CHUNK;
        trial.nanos = () -> now;
        trial.deadline = leg;
    }

    /** So many bytes a second come from the source, a sixteenth of a chunk at a time. */
    private void source(long bytesPerSecond) {
        trial.largestRead = CHUNK / 16;
        trial.beforeRead = offset -> now += TimeUnit.SECONDS.toNanos(1) * trial.largestRead / bytesPerSecond;
    }

    @Test
    void withoutADeadline_asLargeAsMayBe() {
        sizes.finished(CHUNK, TimeUnit.HOURS.toNanos(1));
        assertThat(sizes.next(Deadline.NONE, ChunkSize.USUAL, 0)).isEqualTo(ChunkSize.USUAL);
    }

    @Test
    void nothingSeen_small_thenAsTheRateSays() {
        assertThat(sizes.next(leg, ChunkSize.USUAL, 0)).isEqualTo(ChunkSize.FIRST);
        sizes.finished(1 << 20, TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(sizes.next(leg, ChunkSize.USUAL, 0)).as("an eighth of eight seconds").isEqualTo(2 << 20);
        sizes.finished(100, TimeUnit.SECONDS.toNanos(1));
        assertThat(sizes.next(leg, ChunkSize.USUAL, 0)).as("a tail tells nothing").isEqualTo(2 << 20);
        now = end - TimeUnit.SECONDS.toNanos(1);
        assertThat(sizes.next(leg, ChunkSize.USUAL, 0)).as("half of what is left").isEqualTo(1 << 20);
        now = end;
        assertThat(sizes.next(leg, ChunkSize.USUAL, 0)).as("named minimum").isEqualTo(ChunkSize.LEAST);
        assertThat(sizes.next(leg, ChunkSize.USUAL, 3 * CHUNK)).as("what the host takes").isEqualTo(3 * CHUNK);
        assertThat(sizes.next(leg, 100, 3 * CHUNK)).as("never more than the blob").isEqualTo(100);
    }

    @Test
    void unfinished_isNotBegunAtThatSizeAgain() {
        sizes.finished(8 << 20, TimeUnit.SECONDS.toNanos(1));
        List<Integer> begun = new ArrayList<>();
        for (int size = sizes.next(leg, ChunkSize.USUAL, 0); size > CHUNK; size = sizes.next(leg, ChunkSize.USUAL, 0)) {
            begun.add(size);
            sizes.unfinished(size, leg);
        }
        assertThat(begun).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b - a).startsWith(8 << 20, 4 << 20);
        assertThat(sizes.next(Deadline.NONE, ChunkSize.USUAL, 0)).isEqualTo(ChunkSize.USUAL);
    }

    @Test
    void unfinishedAtFirst_halved() {
        sizes.unfinished(ChunkSize.FIRST, leg);
        assertThat(sizes.next(leg, ChunkSize.USUAL, 0)).isEqualTo(ChunkSize.FIRST / 2);
    }

    /** Each leg in a process of its own, which has seen nothing. */
    private int legs() {
        for (int legs = 1; legs <= MOST_LEGS; legs++) {
            long before = offset();
            try {
                assertThat(trial.send()).isInstanceOf(BlobOutcome.Streamed.class);
                assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
                return legs;
            } catch (Deadline.PassedException _) {
                assertThat(offset()).as("further than before leg " + legs).isGreaterThan(before);
                end = now + LENGTH.toNanos();
            }
        }
        throw new AssertionError("did not arrive: " + trial.target.log);
    }

    private long offset() {
        return Optional.ofNullable(trial.kept.get(trial.blob.digest())).map(Checkpoint::offset).orElse(0L);
    }

    @Test
    void blobOfTwelveLegs_losesNothingOfAny() {
        source(SIZE / (12 * LENGTH.toSeconds()) + 1);
        assertThat(legs()).isBetween(12, 13);
        assertThat(trial.fetched).as("bytes that were read").isEqualTo(SIZE);
        assertThat(trial.resumed).isPositive();
    }

    /** What arrives in one leg is less than the smallest chunk: it goes off as it is. */
    @Test
    void linkTooSlowForAnyChunk_getsFurtherAllTheSame() {
        source(2 * SIZE / (MOST_LEGS * LENGTH.toSeconds()) + 1);
        trial.target.traits = trial.target.traits.withLargestChunk(16L * CHUNK);
        assertThat(legs()).isGreaterThan(12);
        assertThat(trial.fetched).isEqualTo(SIZE);
    }

    @Test
    void leastChunkOfTheHost_isNeverCutShort() {
        trial.target.leastChunk = 4 * CHUNK;
        source(3L * CHUNK / LENGTH.toSeconds());
        assertThat(catchPassed()).isTrue();
        assertThat(trial.target.log).doesNotContain("0+" + 3 * CHUNK).noneMatch(line -> line.startsWith("0+"));
        source(5L * CHUNK / LENGTH.toSeconds());
        end = now + LENGTH.toNanos();
        assertThat(catchPassed()).isTrue();
        assertThat(offset()).isEqualTo(4L * CHUNK);
    }

    private boolean catchPassed() {
        try {
            trial.send();
            return false;
        } catch (Deadline.PassedException _) {
            return true;
        }
    }

    /** A person who ends the command waits for nothing. */
    @Test
    void deadlineWithoutALength_sendsNothingMore() {
        source(CHUNK);
        trial.deadline = () -> now >= TimeUnit.SECONDS.toNanos(3);
        assertThat(catchPassed()).isTrue();
        assertThat(trial.target.log).containsExactly("begin");
    }
}
