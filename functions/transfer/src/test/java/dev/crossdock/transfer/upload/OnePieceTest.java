package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.upload.ChunkTarget.Fault;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blobs that take longer in one piece than there is time, to hosts that take no chunks and to others. */
@Timeout(60)
class OnePieceTest {
    private static final int CHUNK = Trial.CHUNK;
    /** 2,621,440 bytes: ten reads. */
    private static final int SIZE = 40 * CHUNK;

    private final Trial trial = new Trial(SIZE);
    private Duration elapsed = Duration.ZERO;
    private Duration perRead = Duration.ZERO;

    private record Until(Duration whole, Trial trial) implements Deadline {
        @Override
        public boolean passed() {
            return trial.nanos.getAsLong() >= whole.toNanos();
        }

        @Override
        public Optional<Duration> length() {
            return Optional.of(whole);
        }
    }

    @BeforeEach
    void hostWithoutChunks_andAClock() {
        trial.target.traits = HostTraits.UNKNOWN.withoutChunks();
        trial.nanos = () -> elapsed.toNanos();
        trial.beforeRead = offset -> elapsed = elapsed.plus(perRead);
    }

    private void deadlineOf(Duration length) {
        trial.deadline = new Until(length, trial);
    }

    @Test
    void outlastsDeadline_refusedOnceTheRateIsKnown_sayingHowLongItNeeds() {
        deadlineOf(Duration.ofMinutes(15));
        perRead = Duration.ofMinutes(10);
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(trial::send)
                .withMessageContaining("push blob " + trial.blob.digest() + " at target to.example/app")
                .withMessageContaining("2621440 bytes in one piece need 100 min at 0.000437 MB/s")
                .withMessageContaining("wanted the 15 min until the deadline: run `crossdock serve` for it");
        assertThat(trial.fetched).as("not until the deadline").isLessThanOrEqualTo(SIZE / 10);
        assertThat(trial.target.cancelled).isEqualTo(1);
        assertThat(trial.target.uploads).isEmpty();
    }

    @Test
    void deadlinePassesBeforeTheRateWasJudged_refusedAsWell() {
        deadlineOf(Duration.ofSeconds(30));
        trial.beforeRead = offset -> elapsed = offset == 0 ? Duration.ofSeconds(9) : Duration.ofSeconds(31);
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(trial::send)
                .withMessageContaining("30 s until the deadline");
        assertThat(trial.target.cancelled).isEqualTo(1);
    }

    @Test
    void passedDeadline_thatAnotherWouldNot_isNoFailure() {
        elapsed = Duration.ofSeconds(100); // others had most of it
        deadlineOf(Duration.ofSeconds(130));
        perRead = Duration.ofSeconds(11);
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(trial::send);
        elapsed = Duration.ZERO;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
    }

    @Test
    void deadlineOfUnknownLength_isWaitedFor() {
        perRead = Duration.ofHours(10);
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(trial.target.log).containsExactly("begin", "stream");
    }

    @Test
    void everyLongRequestBroken_refusedInTheEnd() {
        perRead = Duration.ofMinutes(2);
        trial.target.faults.addAll(Collections.nCopies(Delivery.MAXIMUM_UPLOADS, new Fault.Cut(30 * CHUNK)));
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(trial::send)
                .withMessageContaining("2621440 bytes in one piece need").withMessageContaining("a broken pipe after")
                .withMessageContaining("raise the time limits of proxies").withMessageContaining("crossdock serve")
                .withMessageEndingWith("(attempt 4 of 4)");
        assertThat(trial.pauses).as("as after any break").hasSize(Delivery.MAXIMUM_UPLOADS - 1);
    }

    @Test
    void everyShortRequestBroken_mayBeRepeated() {
        trial.target.faults.addAll(Collections.nCopies(Delivery.MAXIMUM_UPLOADS, new Fault.Cut(30 * CHUNK)));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(trial::send)
                .withMessageEndingWith("(attempt 4 of 4)");
    }

    @Test
    void hostWithChunks_getsThemWhereHalfTheDeadlineIsTooShort() {
        trial.target.traits = HostTraits.UNKNOWN;
        deadlineOf(Duration.ofSeconds(190));
        perRead = Duration.ofSeconds(11); // 110 s: less than the longest request, more than half the deadline
        trial.beforeRead = offset -> elapsed = offset < 2 * 4 * CHUNK ? elapsed.plus(perRead) : elapsed;
        assertThat(trial.send()).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(trial.target.log).startsWith("begin", "stream", "standing").endsWith("commit");
        assertThat(trial.target.held.get(trial.blob.digest())).isEqualTo(trial.bytes);
    }
}
