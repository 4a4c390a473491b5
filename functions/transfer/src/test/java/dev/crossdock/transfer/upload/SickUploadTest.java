package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobSender;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.TransferTerms;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that leads to an upload at which the target fails. */
@Timeout(60)
class SickUploadTest {
    private static final int CHUNK = Trial.CHUNK;
    private static final int SIZE = 5 * CHUNK + 321;
    private static final Circumstance ERROR = new Circumstance("push blob", "", "target to.example/app", "500", "202");
    private final Unavailable answer = new Unavailable(ERROR, Optional.empty(), null);
    private final Unavailable later = new Unavailable(ERROR, Optional.of(Duration.ofSeconds(9)), null);
    private final Unavailable broken = new Unavailable(ERROR, Optional.empty(), new IOException("reset"));

    private final Trial trial = new Trial(SIZE);

    @BeforeEach
    void stopAfterThreeChunks() {
        trial.leastBlob = SIZE;
        long[] clock = {0};
        trial.nanos = () -> clock[0] += Keeper.BETWEEN_SAVES.toNanos();
        trial.deadline = () -> trial.fetched >= 3 * CHUNK;
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(trial::send);
        trial.deadline = Deadline.NONE;
        assertThat(trial.kept).hasSize(1);
    }

    private void assertArrived() {
        trial.send();
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
        assertThat(trial.kept).as("checkpoints left").isEmpty();
    }

    @Test
    void uploadThatFailsAtEverything_isGivenUpForAnother() {
        trial.target.sick.put("upload-1", answer);
        assertArrived();
        assertThat(Collections.frequency(trial.target.log, "begin")).isEqualTo(2);
        assertThat(trial.target.cancelled).isEqualTo(1);
        assertThat(trial.restarts).isEqualTo(1);
        assertThat(trial.moved).as("told anew").isEqualTo(SIZE);
        assertThat(trial.notes)
                .containsExactly("the target fails at the upload that was begun before: the blob starts again");
    }

    @Test
    void uploadThatCannotBeCommitted_isGivenUpForAnother() {
        Objects.requireNonNull(trial.target.uploads.get("upload-1")).write(trial.bytes, 3 * CHUNK, SIZE - 3 * CHUNK);
        trial.beforeRead = offset -> {
            if (offset == 3 * CHUNK) { // the standing was told before
                trial.target.sick.put("upload-1", answer);
            }
        };
        assertArrived();
        assertThat(trial.restarts).isEqualTo(1);
    }

    @Test
    void standingAloneFails_ownCountIsTried() {
        trial.beforeRead = offset -> trial.target.sick.clear();
        trial.target.sick.put("upload-1", answer);
        assertArrived();
        assertThat(trial.restarts).isZero();
        assertThat(trial.fetched).as("no byte is fetched twice").isEqualTo(SIZE);
    }

    @Test
    void targetThatOpensNoOther_leavesUploadAndCheckpoint() {
        trial.target.sick.put("upload-1", answer);
        trial.target.sick.put("new", answer);
        assertThatExceptionOfType(Unavailable.class).isThrownBy(trial::send)
                .withMessageEndingWith("(attempt 6 of 6)");
        assertThat(trial.target.cancelled).isZero();
        trial.target.sick.clear();
        assertArrived();
        assertThat(trial.restarts).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenConnectionOrRetryAfter_leavesUploadAndCheckpoint(boolean answers) {
        trial.target.sick.put("upload-1", answers ? later : broken);
        assertThatExceptionOfType(Unavailable.class).isThrownBy(trial::send);
        trial.beforeRead = offset -> trial.target.sick.put("upload-1", answers ? later : broken);
        trial.target.sick.clear();
        assertThatExceptionOfType(Unavailable.class).as("at the chunk").isThrownBy(trial::send)
                .withMessageContaining("attempt 6 of 6");
        trial.beforeRead = offset -> {};
        trial.target.sick.clear();
        assertArrived();
        assertThat(trial.restarts).isZero();
    }

    @Test
    void failureAfterProgress_leavesUploadAndCheckpoint() {
        trial.beforeRead = offset -> {
            if (offset >= 4 * CHUNK) {
                trial.target.sick.put("upload-1", answer);
            }
        };
        assertThatExceptionOfType(Unavailable.class).isThrownBy(trial::send);
        trial.beforeRead = offset -> {};
        trial.target.sick.clear();
        assertArrived();
        assertThat(trial.resumed).isEqualTo(4 * CHUNK);
        assertThat(trial.restarts).isZero();
    }

    @Test
    void sourceThatFails_leavesUploadAndCheckpoint() {
        trial.beforeRead = offset -> {
            throw new Unavailable(new Circumstance("read blob", "", "source " + trial.place(), "503", "200"),
                    Optional.empty(), null);
        };
        assertThatExceptionOfType(Unavailable.class).isThrownBy(trial::send).withMessageContaining("source");
        trial.beforeRead = offset -> {};
        assertArrived();
        assertThat(trial.restarts).isZero();
    }

    @Test
    void uploadOfAMount_isCancelledWhereTheOtherCannotBeAskedFor() {
        trial.target.sick.put("upload-1", broken);
        AdaptiveSender sender = new AdaptiveSender(new AdaptiveSender.Tools((source, blob, from, terms) -> {
            throw new AssertionError("nothing is read");
        }, trial, new ChunkSize(trial.memory), trial.nanos));
        BlobSender.Parcel parcel = new BlobSender.Parcel(trial.blob,
                Optional.of(trial.target.beginUpload(trial.blob)));
        TransferTerms terms = new TransferTerms(Deadline.NONE, trial, trial.pauses::add);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> sender.send(trial, trial.target, parcel, terms));
        assertThat(trial.target.uploads).containsOnlyKeys("upload-1");
    }
}
