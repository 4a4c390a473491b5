package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.upload.ChunkTarget.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In one piece or in chunks, to targets that break, lie, forget, and take little. */
@Timeout(60)
class AdaptiveSenderTest {
    private static final int CHUNK = Trial.CHUNK;
    private static final int SIZE = 5 * CHUNK + 321;

    private final Trial trial = new Trial(SIZE);

    private void inChunks() {
        trial.target.traits = HostTraits.UNKNOWN.withLargestBody(10);
    }

    private void assertArrived() {
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
        assertThat(trial.moved).as("every byte told once").isEqualTo(SIZE);
        assertThat(trial.target.uploads).as("uploads left open").isEmpty();
    }

    @Test
    void usualHost_onePiece() {
        assertArrived();
        assertThat(trial.target.log).containsExactly("begin", "stream");
        assertThat(trial.saves).isZero();
    }

    @Test
    void hostOfSmallBodies_chunksFromTheStart() {
        inChunks();
        assertArrived();
        assertThat(trial.target.log).containsExactly("begin", "0+65536", "65536+65536", "131072+65536", "196608+65536",
                "262144+65536", "327680+321", "commit");
        assertThat(trial.fetched).isEqualTo(SIZE);
    }

    @Test
    void tooLarge_chunksInstead_andTheHostIsRemembered() {
        trial.target.largestBody = CHUNK;
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "stream", "begin", "0+65536").doesNotContain("standing");
        assertThat(trial.target.traits.uploads().largestBody()).isEqualTo(SIZE - 1);
        assertThat(trial.notes).singleElement().asString().contains("takes no body of that size");
    }

    @Test
    void chunkTooLarge_halvedAndRemembered() {
        Trial large = new Trial(4 * CHUNK);
        large.target.traits = HostTraits.UNKNOWN.withLargestBody(10);
        large.target.largestBody = CHUNK;
        large.memory = 16L * 4 * CHUNK;
        assertThat(large.send()).isEqualTo(new BlobOutcome.Streamed(4 * CHUNK));
        assertThat(large.target.log).containsExactly("begin", "0+262144", "0+131072", "0+65536", "65536+65536",
                "131072+65536", "196608+65536", "commit");
        assertThat(large.target.traits.uploads().largestChunk()).isEqualTo(CHUNK);
        assertThat(large.fetched).as("sent again from memory").isEqualTo(4 * CHUNK);
    }

    @Test
    void chunkTooLargeHoweverSmall_refused() {
        inChunks();
        trial.target.largestBody = 100;
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(trial::send)
                .withMessageContaining("TOO_LARGE");
        assertThat(trial.target.cancelled).isEqualTo(1);
    }

    @Test
    void leastChunkOfTheHost_isKept() {
        inChunks();
        trial.target.leastChunk = 2 * CHUNK;
        assertArrived();
        assertThat(trial.target.log).contains("0+131072", "131072+131072");
    }

    @Test
    void pieceBroken_goesOnInChunksFromWhatTheTargetHolds() {
        trial.target.faults.add(new Fault.Cut(CHUNK + 7));
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "stream", "standing", (CHUNK + 7) + "+65536");
        assertThat(trial.restarts).isZero();
    }

    @Test
    void pieceBroken_whereTheHostIsNotBelieved_startsAgainInChunks() {
        trial.target.traits = HostTraits.UNKNOWN.withUnreliableStatus();
        trial.target.faults.add(new Fault.Cut(CHUNK + 7));
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "stream", "begin", "0+65536").doesNotContain("standing");
        assertThat(trial.notes).containsExactly("the target broke the upload: the blob starts again");
    }

    @Test
    void slowSource_requestGivenUp_restInChunks() {
        trial.target.faults.add(new Fault.Idle(2 * CHUNK));
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "stream", "standing", 2 * CHUNK + "+65536");
        assertThat(trial.pauses).as("nothing failed").isEmpty();
    }

    @Test
    void requestThatWouldLastTooLong_givenUpOnceTheRateIsKnown() {
        Trial large = new Trial(40 * CHUNK);
        long[] clock = {0};
        large.nanos = () -> clock[0];
        large.beforeRead = offset -> clock[0] += OnePiece.RATE_KNOWN_AFTER.toNanos() * 4;
        assertThat(large.send()).isEqualTo(new BlobOutcome.Streamed(40 * CHUNK));
        assertThat(large.target.log).startsWith("begin", "stream", "standing").endsWith("commit");
        assertThat(large.target.held.get(large.blob.digest())).isEqualTo(large.bytes);
    }

    @Test
    void requestThatLasts_toAHostWithoutChunks_isNotGivenUp() {
        trial.target.traits = HostTraits.UNKNOWN.withoutChunks();
        long[] clock = {0};
        trial.nanos = () -> clock[0] += Duration.ofHours(1).toNanos();
        assertArrived();
        assertThat(trial.target.log).containsExactly("begin", "stream");
    }

    @Test
    void slowChunk_followedBySmallerOnes() {
        inChunks();
        trial.memory = 16L * 4 * CHUNK;
        long[] clock = {0};
        trial.nanos = () -> clock[0] += ChunkedUpload.LONGEST_CHUNK.toNanos() + 1;
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "0+262144", "262144+65857");
        Trial slow = new Trial(8 * CHUNK);
        slow.target.traits = HostTraits.UNKNOWN.withLargestBody(10);
        slow.memory = 16L * 4 * CHUNK;
        slow.nanos = trial.nanos;
        assertThat(slow.send()).isEqualTo(new BlobOutcome.Streamed(8 * CHUNK));
        assertThat(slow.target.log).startsWith("begin", "0+262144", "262144+131072", "393216+65536");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK / 2, CHUNK})
    void chunkBroken_restIsSentFromMemory(int taken) {
        inChunks();
        trial.target.faults.add(new Fault.None());
        trial.target.faults.add(new Fault.Cut(taken));
        assertArrived();
        assertThat(trial.fetched).as("nothing is fetched again").isEqualTo(SIZE);
        assertThat(trial.restarts).isZero();
        String next = taken == CHUNK ? "131072+65536" : (CHUNK + taken) + "+" + (CHUNK - taken);
        assertThat(trial.target.log).startsWith("begin", "0+65536", "65536+65536", "standing", next);
    }

    @Test
    void manyBreaks_withProgressBetween_areNoReasonToGiveUp() {
        inChunks();
        Random random = new Random(4);
        for (int i = 0; i < 40; i++) {
            trial.target.faults.add(new Fault.Cut(random.nextInt(1, CHUNK / 9)));
        }
        assertArrived();
        assertThat(trial.fetched).isEqualTo(SIZE);
        assertThat(trial.restarts).isZero();
    }

    @Test
    void breaksWithoutProgress_giveUpNamingTheTarget() {
        inChunks();
        trial.target.faults.addAll(Collections.nCopies(ChunkedUpload.MAXIMUM_FRUITLESS, new Fault.Cut(0)));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(trial::send)
                .withMessageContaining("target to.example/app").withMessageEndingWith("(attempt 6 of 6)");
        assertThat(trial.target.cancelled).isEqualTo(1);
        assertThat(trial.pauses).hasSize(ChunkedUpload.MAXIMUM_FRUITLESS - 1);
    }

    @Test
    void noChunks_whereNoneAreNeeded_onePiece() {
        trial.leastBlob = 1;
        trial.target.takesChunks = false;
        assertArrived();
        assertThat(trial.target.log).containsExactly("begin", "0+65536", "begin", "stream");
        assertThat(trial.target.traits.uploads().chunks()).isFalse();
        assertThat(trial.kept).isEmpty();
    }

    @Test
    void noChunks_whereTheyAreNeeded_refused() {
        inChunks();
        trial.target.takesChunks = false;
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(trial::send)
                .withMessageContaining("NO_CHUNKS");
    }

    @Test
    void commitAnswerLost_isFound() {
        inChunks();
        trial.target.losesCommitAnswer = true;
        assertArrived();
        assertThat(Collections.frequency(trial.target.log, "begin")).isEqualTo(1);
    }

    @Test
    void wrongBytesOfTheSource_lastChunkIsNeverSent() {
        inChunks();
        trial.bytes[SIZE - 1]++;
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(trial::send)
                .withMessageContaining("source from.example/app");
        assertThat(trial.target.log).doesNotContain("327680+321", "commit");
        assertThat(trial.target.cancelled).isEqualTo(1);
    }

    @Test
    void emptyBlob_onePiece() {
        Trial empty = new Trial(0);
        empty.leastBlob = 0;
        assertThat(empty.send()).isEqualTo(new BlobOutcome.Streamed(0));
        assertThat(empty.target.log).containsExactly("begin", "stream");
    }
}
