package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.upload.ChunkTarget.Fault;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checkpoints that cannot be kept, or that are somebody else's, cost bytes and never a blob. */
@Timeout(60)
class KeeperTest {
    private static final int CHUNK = Trial.CHUNK;
    private static final int SIZE = 5 * CHUNK + 321;

    private final Trial trial = new Trial(SIZE);

    @BeforeEach
    void keepEveryChunk() {
        trial.leastBlob = SIZE;
        long[] clock = {0};
        trial.nanos = () -> clock[0] += Keeper.BETWEEN_SAVES.toNanos();
    }

    private void assertArrived() {
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
        assertThat(trial.target.cancelled).as("uploads cancelled").isZero();
        assertThat(trial.claims).as("claims left").isEmpty();
    }

    @Test
    void unwritable_blobArrivesAllTheSame_andOneNoteSaysWhy() {
        trial.unwritable = Integer.MAX_VALUE;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertArrived();
        assertThat(trial.saves).as("it is tried again").isEqualTo(5);
        assertThat(trial.notes).singleElement().asString().contains("without a checkpoint")
                .contains("No space left on device");
        assertThat(trial.restarts).isZero();
    }

    @Test
    void unwritable_isToldOnceForAllBlobsOfASender() {
        trial.unwritable = Integer.MAX_VALUE;
        AdaptiveSender sender = trial.sender();
        trial.send(sender);
        trial.target.held.clear();
        trial.send(sender);
        assertArrived();
        assertThat(trial.notes).hasSize(1);
    }

    @Test
    void unwritableForAMoment_isKeptAfterwards() {
        trial.unwritable = 2;
        breakAfter(4);
        assertThat(trial.kept.get(trial.blob.digest())).extracting(Checkpoint::offset).isEqualTo(4L * CHUNK);
        trial.send();
        assertThat(trial.resumed).isEqualTo(4 * CHUNK);
        assertArrived();
    }

    @Test
    void unwritableAfterAnEarlierOne_thatOneIsStillGood() {
        breakAfter(1);
        trial.unwritable = 2;
        breakAfter(2);
        trial.unwritable = 0;
        assertThat(trial.kept.get(trial.blob.digest())).extracting(Checkpoint::offset).isEqualTo((long) CHUNK);
        trial.send();
        assertThat(trial.restarts).isZero();
        assertArrived();
    }

    @Test
    void neverKept_uploadIsNotLeftOpen() {
        trial.unwritable = Integer.MAX_VALUE;
        breakAfter(1);
        assertThat(trial.target.cancelled).isEqualTo(1);
        assertThat(trial.target.uploads).isEmpty();
    }

    @Test
    void smallBlobThatIsWanted_isGoneOnWith() {
        breakAfter(3);
        trial.leastBlob = Long.MAX_VALUE;
        trial.wanted = true;
        trial.send();
        assertThat(trial.resumed).isEqualTo(3 * CHUNK);
        assertArrived();
    }

    @Test
    void unreadable_startsAtTheFirstByte_andOneNoteSaysWhy() {
        breakAfter(3);
        trial.unreadable = 1;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertArrived();
        assertThat(trial.resumed).isEqualTo(-1);
        assertThat(trial.restarts).as("nothing had begun").isZero();
        assertThat(trial.notes).singleElement().asString().contains("starts at its first byte")
                .contains("state: disk I/O error");
        assertThat(trial.kept).as("kept from then on, and removed at the end").isEmpty();
    }

    @Test
    void unreadableAndUnwritable_isToldOnce() {
        trial.unreadable = 1;
        trial.unwritable = Integer.MAX_VALUE;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertArrived();
        assertThat(trial.notes).hasSize(1);
    }

    @Test
    void unreleasable_hidesNeitherSuccessNorFailure() {
        trial.unreleasable = true;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        trial.target.held.clear();
        breakAfter(1);
    }

    @Test
    void unremovable_hidesNoFailure() {
        breakAfter(1);
        trial.bytes[SIZE - 1]++;
        trial.beforeRead = offset -> trial.unwritable = 1;
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(trial::send);
        assertThat(trial.target.cancelled).isEqualTo(1);
    }

    /** Two runs of one copy: the second has an upload of its own, and leaves the first one's alone. */
    @Test
    void claimedElsewhere_sentAsIfThereWereNoCheckpoints() {
        breakAfter(3);
        Checkpoint others = trial.kept.get(trial.blob.digest());
        int saves = trial.saves;
        trial.claimedElsewhere = true;
        trial.target.log.clear();
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertArrived();
        assertThat(trial.target.log).containsExactly("begin", "stream");
        assertThat(trial.target.uploads).as("the other's upload").containsOnlyKeys("upload-1");
        assertThat(trial.kept).containsValue(others).hasSize(1);
        assertThat(trial.saves).isEqualTo(saves);
        assertThat(trial.notes).singleElement().asString().contains("another process");
    }

    @Test
    void smallBlob_claimsNothing() {
        trial.leastBlob = SIZE + 1;
        trial.claimedElsewhere = true;
        trial.send();
        assertArrived();
        assertThat(trial.notes).isEmpty();
    }

    @Test
    void failed_leavesTheClaimToOthers() {
        breakAfter(2);
        assertThat(trial.claims).isEmpty();
        trial.kept.computeIfPresent(trial.blob.digest(),
                (_, old) -> new Checkpoint(old.place(), old.blob(), old.address(),
                        new Hasher.State("another", old.offset(), old.hash().encoded())));
        trial.send();
        assertThat(trial.claims).isEmpty();
    }

    /** The target takes so many chunks, then none until the delivery gives up. */
    private void breakAfter(int chunks) {
        trial.target.faults.addAll(Collections.nCopies(chunks, new Fault.None()));
        trial.target.faults.addAll(Collections.nCopies(ChunkedUpload.MAXIMUM_FRUITLESS, new Fault.Cut(0)));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(trial::send);
    }
}
