package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which blobs get a checkpoint. */
final class PacedCheckpointsTest {
    private static final Deadline TIME = of(Duration.ofSeconds(280));

    private final PacedCheckpoints checkpoints = new PacedCheckpoints(Checkpoints.NONE);

    private static Deadline of(Duration length) {
        return new Deadline() {
            @Override
            public boolean passed() {
                return false;
            }

            @Override
            public Optional<Duration> length() {
                return Optional.of(length);
            }
        };
    }

    @Test
    void blobThatMayOutlastHalfTheTime_getsOne_byTheFirstGuess_thenByTheSeenRate() {
        checkpoints.begin(TIME, false);
        assertThat(checkpoints.leastBlob()).isEqualTo(140 * PacedCheckpoints.FIRST_GUESS_BYTES_PER_SECOND);

        checkpoints.ended(100 << 20, Duration.ofSeconds(100));
        checkpoints.begin(TIME, false);
        assertThat(checkpoints.leastBlob()).isEqualTo(140L << 20);

        checkpoints.ended(1_000, Duration.ofSeconds(100));
        checkpoints.begin(TIME, false);
        assertThat(checkpoints.leastBlob()).as("a little says nothing of the rate").isEqualTo(140L << 20);
    }

    @Test
    void whatWasNotFinishedBefore_getsOne() {
        checkpoints.begin(TIME, true);
        assertThat(checkpoints.leastBlob()).isEqualTo(PacedCheckpoints.SMALLEST_BYTES);
    }

    @Test
    void noTime_stillLeavesSmallBlobsWithoutOne() {
        checkpoints.begin(Deadline.NONE, false);
        assertThat(checkpoints.leastBlob()).isEqualTo(PacedCheckpoints.SMALLEST_BYTES);
    }

    @Test
    void blobThatHasOne_isGoneOnWith_whoeverHasIt() {
        PacedCheckpoints paced = new PacedCheckpoints(new Recording(new ArrayList<>(), Optional.of(at(7))));
        paced.begin(TIME, false);
        assertThat(paced.wants("place", BLOB)).isTrue();
        assertThat(paced.wants("place", new Descriptor("a/b", BLOB.digest(), PacedCheckpoints.SMALLEST_BYTES - 1)))
                .as("not worth a look").isFalse();
        checkpoints.begin(TIME, false);
        assertThat(checkpoints.wants("place", BLOB)).as("without one").isFalse();
        checkpoints.begin(TIME, true);
        assertThat(checkpoints.wants("place", BLOB)).as("not finished before").isTrue();
    }

    @Test
    void writeThatFails_isTheBlobsOwnTrouble_notTheTasks() {
        PacedCheckpoints paced = new PacedCheckpoints(new Recording(new ArrayList<>()) {
            @Override
            public void save(Checkpoint checkpoint) {
                if (checkpoint.offset() > 1) {
                    throw new IllegalStateException("no answer");
                }
            }
        }, () -> 0);
        paced.save(at(1));
        paced.save(at(2));
        assertThatThrownBy(() -> paced.release("place", BLOB.digest())).hasMessage("no answer");
        assertThatCode(() -> paced.ended(0, Duration.ZERO)).doesNotThrowAnyException();
    }

    @Test
    void mostWritesArePutOff_andTheLastIsMadeUpFor() {
        List<Long> written = new ArrayList<>();
        AtomicLong nanos = new AtomicLong();
        PacedCheckpoints paced = new PacedCheckpoints(new Recording(written), nanos::get);
        for (long offset = 1; offset <= 3; offset++) {
            paced.save(at(offset));
        }
        assertThat(written).as("the first at once").containsExactly(1L);
        nanos.addAndGet(PacedCheckpoints.BETWEEN_WRITES.toNanos());
        paced.save(at(4));
        paced.save(at(5));
        assertThat(written).containsExactly(1L, 4L);
        paced.release("place", BLOB.digest());
        assertThat(written).as("while nobody else may write it").containsExactly(1L, 4L, 5L);
        paced.release("place", BLOB.digest());
        paced.ended(0, Duration.ZERO);
        assertThat(written).as("once").hasSize(3);
    }

    @Test
    void blobThatArrived_leavesNothingToWrite() {
        List<Long> written = new ArrayList<>();
        PacedCheckpoints paced = new PacedCheckpoints(new Recording(written), () -> 0);
        paced.save(at(1));
        paced.save(at(2));
        paced.remove("place", BLOB.digest());
        paced.release("place", BLOB.digest());
        paced.ended(0, Duration.ZERO);
        assertThat(written).containsExactly(1L);
    }

    private static final Descriptor BLOB = new Descriptor("a/b", Digest.sha256(new byte[]{1}), 1 << 20);

    private static Checkpoint at(long offset) {
        return new Checkpoint("place", BLOB, "address", new Hasher.State("test", offset, new byte[]{1}));
    }

    private static class Recording implements Checkpoints {
        private final List<Long> written;
        private final Optional<Checkpoint> found;

        Recording(List<Long> written) {
            this(written, Optional.empty());
        }

        Recording(List<Long> written, Optional<Checkpoint> found) {
            this.written = written;
            this.found = found;
        }

        @Override
        public long leastBlob() {
            return 0;
        }

        @Override
        public Optional<Checkpoint> find(String place, Digest blob) {
            return found;
        }

        @Override
        public void save(Checkpoint checkpoint) {
            written.add(checkpoint.offset());
        }

        @Override
        public void remove(String place, Digest blob) {
            // the number of writes counts
        }
    }
}
