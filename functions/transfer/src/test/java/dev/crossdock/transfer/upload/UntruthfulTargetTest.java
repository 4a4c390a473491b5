package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.upload.ChunkTarget.Fault;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks to targets that say what is not so, forget what they had, or say nothing: our count, and the digest, decide. */
@Timeout(60)
class UntruthfulTargetTest {
    private static final int CHUNK = Trial.CHUNK;
    private static final int SIZE = 5 * CHUNK + 321;

    private final Trial trial = new Trial(SIZE);

    @BeforeEach
    void inChunks() {
        trial.target.traits = HostTraits.UNKNOWN.withLargestBody(10);
    }

    private void assertArrived() {
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
        assertThat(trial.moved).as("every byte told once").isEqualTo(SIZE);
        assertThat(trial.target.uploads).as("uploads left open").isEmpty();
    }

    @Test
    void rangeStuckAtTheFirstChunk_ownCountAndTheDigestDecide() {
        trial.target.range = held -> Math.min(held, CHUNK);
        assertArrived();
        assertThat(trial.target.traits.uploads().statusReliable()).isFalse();
        assertThat(trial.restarts).isZero();
    }

    @Test
    void rangeStuck_andNoOffsetInTheRefusal_ownCountAndTheDigestDecide() {
        trial.target.range = held -> Math.min(held, CHUNK);
        trial.target.tellsWanted = false;
        assertArrived();
        assertThat(trial.target.traits.uploads().statusReliable()).isFalse();
        assertThat(trial.restarts).isZero();
    }

    @Test
    void rangeOfTheChunkAlone_isNoOffset() {
        trial.target.range = held -> (held - 1) % CHUNK + 1;
        assertArrived();
        assertThat(trial.target.traits.uploads().statusReliable()).isFalse();
        assertThat(trial.fetched).isEqualTo(SIZE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerLost_whereTheHostTellsNothing_chunkIsTriedAgain(boolean tellsWanted) {
        trial.target.tellsStanding = false;
        trial.target.tellsWanted = tellsWanted;
        trial.target.range = held -> Math.min(held, CHUNK);
        trial.target.traits = trial.target.traits.withUnreliableStatus();
        trial.target.faults.addAll(List.of(new Fault.None(), new Fault.Cut(CHUNK)));
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "0+65536", "65536+65536", "65536+65536", "131072+65536");
    }

    @Test
    void uploadForgotten_startsAgainAndSaysSo() {
        trial.target.faults.addAll(List.of(new Fault.None(), new Fault.None(), new Fault.Forget()));
        assertArrived();
        assertThat(trial.restarts).isEqualTo(1);
        assertThat(trial.notes).containsExactly("the target has lost the upload: the blob starts again");
        assertThat(Collections.frequency(trial.target.log, "begin")).isEqualTo(2);
    }

    @Test
    void uploadForgottenAgainAndAgain_givesUp() {
        trial.target.faults.addAll(Collections.nCopies(Delivery.MAXIMUM_UPLOADS, new Fault.Forget()));
        assertThatExceptionOfType(RegistryException.class).isThrownBy(trial::send).withMessageContaining("GONE")
                .withMessageEndingWith("(attempt 4 of 4)");
    }

    @Test
    void chunkTakenInTwice_digestDecides_onePieceIsTried() {
        trial.target.faults.add(new Fault.Twice());
        trial.target.range = held -> CHUNK;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
    }

    @Test
    void takenPartly_restSent() {
        trial.target.faults.add(new Fault.Partly(1000));
        assertArrived();
        assertThat(trial.target.log).startsWith("begin", "0+65536", "1000+64536");
        assertThat(trial.fetched).isEqualTo(SIZE);
    }

    /** After a cut a registry may still write what it got, and say by 416 alone that it has more now. */
    @Test
    void outOfPlace_withoutAnOffset_isAskedFor() {
        trial.target.faults.addAll(List.of(new Fault.None(), new Fault.Late(7_000)));
        trial.target.tellsWanted = false;
        trial.target.tellsRange = false;
        assertArrived();
        assertThat(trial.restarts).isZero();
        assertThat(trial.fetched).isEqualTo(SIZE);
        assertThat(trial.target.log).startsWith("begin", "0+65536", "65536+65536", "standing", "65536+65536",
                "standing", (CHUNK + 7_000) + "+" + (CHUNK - 7_000));
    }
}
