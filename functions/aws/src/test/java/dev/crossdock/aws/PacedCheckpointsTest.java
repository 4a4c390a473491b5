package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which blobs get a checkpoint. */
final class PacedCheckpointsTest {
    private static final Duration TIME = Duration.ofSeconds(280);

    private final PacedCheckpoints checkpoints = new PacedCheckpoints(Checkpoints.NONE);

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
        checkpoints.begin(Duration.ZERO, false);
        assertThat(checkpoints.leastBlob()).isEqualTo(PacedCheckpoints.SMALLEST_BYTES);
    }
}
