package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.upload.ChunkTarget.Fault;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A blob that one process begins and another one ends. */
@Timeout(60)
class ResumptionTest {
    private static final int CHUNK = Trial.CHUNK;
    private static final int SIZE = 5 * CHUNK + 321;

    /** The process dies: nothing of ours runs any more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Trial trial = new Trial(SIZE);

    @BeforeEach
    void keepEveryChunk() {
        trial.leastBlob = SIZE;
        long[] clock = {0};
        trial.nanos = () -> clock[0] += Keeper.BETWEEN_SAVES.toNanos();
    }

    private void killAt(long byteRead) {
        trial.beforeRead = offset -> {
            if (offset >= byteRead) {
                throw new Killed();
            }
        };
        assertThatExceptionOfType(Killed.class).isThrownBy(trial::send);
        trial.beforeRead = offset -> {};
    }

    private ByteArrayOutputStream upload() {
        return Objects.requireNonNull(trial.target.uploads.get("upload-1"));
    }

    private Checkpoint checkpoint() {
        return Objects.requireNonNull(trial.kept.get(trial.blob.digest()));
    }

    private BlobOutcome assertArrived() {
        BlobOutcome outcome = trial.send();
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
        assertThat(trial.kept).as("checkpoints left").isEmpty();
        return outcome;
    }

    @Test
    void killed_goesOnFromTheLastChunk() {
        killAt(3 * CHUNK);
        assertThat(assertArrived()).isEqualTo(new BlobOutcome.Streamed(SIZE - 3 * CHUNK));
        assertThat(trial.resumed).isEqualTo(3 * CHUNK);
        assertThat(trial.fetched).as("no byte is fetched twice").isEqualTo(SIZE);
        assertThat(Collections.frequency(trial.target.log, "begin")).isEqualTo(1);
        assertThat(trial.restarts).isZero();
    }

    @Test
    void killedAgainAndAgain_goesOnEachTime() {
        for (int chunk = 1; chunk <= 5; chunk++) {
            killAt((long) chunk * CHUNK);
        }
        assertArrived();
        assertThat(trial.fetched).isEqualTo(SIZE);
    }

    @Test
    void targetAheadOfTheCheckpoint_gapIsReadAndNotSent() {
        killAt(3 * CHUNK);
        upload().write(trial.bytes, 3 * CHUNK, CHUNK + 10);
        assertArrived();
        assertThat(trial.fetched).isEqualTo(SIZE);
        assertThat(trial.target.log).contains("standing", (4 * CHUNK + 10) + "+" + (CHUNK - 10));
    }

    @Test
    void targetHasAll_onlyTheRestIsRead() {
        killAt(3 * CHUNK);
        upload().write(trial.bytes, 3 * CHUNK, SIZE - 3 * CHUNK);
        assertArrived();
        assertThat(trial.target.log).endsWith("standing", "commit");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, CHUNK})
    void targetBehindTheCheckpoint_startsAgainAndSaysSo(int kept) {
        killAt(3 * CHUNK);
        upload().reset();
        upload().write(trial.bytes, 0, kept);
        assertArrived();
        assertThat(trial.restarts).isEqualTo(1);
        assertThat(trial.notes)
                .containsExactly("the upload that was begun before cannot go on: the blob starts again");
    }

    @Test
    void uploadGone_startsAgainAndSaysSo() {
        killAt(3 * CHUNK);
        trial.target.uploads.clear();
        assertThat(assertArrived()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(trial.restarts).isEqualTo(1);
        assertThat(trial.notes).hasSize(1);
    }

    @Test
    void hostThatTellsNothing_ownCountIsTried() {
        trial.target.traits = trial.target.traits.withUnreliableStatus();
        trial.target.range = held -> CHUNK;
        killAt(3 * CHUNK);
        upload().write(trial.bytes, 3 * CHUNK, CHUNK);
        assertArrived();
        assertThat(trial.target.log).doesNotContain("standing").contains("196608+65536", "262144+65536");
        assertThat(trial.restarts).isZero();
    }

    @Test
    void otherFormat_startsAgain() {
        killAt(3 * CHUNK);
        trial.kept.computeIfPresent(trial.blob.digest(),
                (_, old) -> new Checkpoint(old.place(), old.blob(), old.address(),
                        new Hasher.State("another", old.offset(), old.hash().encoded())));
        assertArrived();
        assertThat(trial.restarts).isEqualTo(1);
    }

    @Test
    void damagedState_isFoundByTheDigest_andNothingIsCommitted() {
        killAt(3 * CHUNK);
        Checkpoint old = checkpoint();
        byte[] damaged = old.hash().encoded().clone();
        damaged[15] ^= 1;
        trial.save(new Checkpoint(old.place(), old.blob(), old.address(),
                new Hasher.State(old.hash().format(), old.offset(), damaged)));
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(trial::send);
        assertThat(trial.kept).as("it does not fail again").isEmpty();
        assertArrived();
    }

    @Test
    void deadline_leavesUploadAndCheckpoint() {
        trial.deadline = () -> trial.fetched >= 2 * CHUNK;
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(trial::send);
        assertThat(trial.target.cancelled).isZero();
        trial.deadline = Deadline.NONE;
        assertArrived();
        assertThat(trial.resumed).isEqualTo(2 * CHUNK);
    }

    @Test
    void targetDown_leavesUploadAndCheckpoint() {
        trial.target.faults.add(new Fault.None());
        trial.target.faults.addAll(Collections.nCopies(ChunkedUpload.MAXIMUM_FRUITLESS, new Fault.Cut(0)));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(trial::send);
        assertThat(trial.target.cancelled).isZero();
        assertArrived();
        assertThat(trial.resumed).isEqualTo(CHUNK);
    }

    @Test
    void smallBlob_leavesNoCheckpoint() {
        trial.leastBlob = SIZE + 1;
        assertArrived();
        assertThat(trial.target.log).containsExactly("begin", "stream");
        assertThat(trial.saves).isZero();
    }

    @Test
    void checkpoints_areNotWrittenMoreOftenThanTheyAreWorth() {
        trial.nanos = () -> 0;
        assertArrived();
        assertThat(trial.saves).isEqualTo(1);
    }

    @Test
    void checkpoint_neverShowsItsAddress() {
        killAt(3 * CHUNK);
        assertThat(checkpoint().toString()).doesNotContain("upload-1")
                .contains("at byte 196608 of " + SIZE);
        Checkpoint good = checkpoint();
        assertThatIllegalArgumentException().isThrownBy(() -> new Checkpoint("p", good.blob(), "a",
                new Hasher.State("f", SIZE + 1L, new byte[0]))).withMessageContaining("wanted 0 to");
    }
}
