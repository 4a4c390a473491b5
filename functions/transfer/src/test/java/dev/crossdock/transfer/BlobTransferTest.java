package dev.crossdock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Repository;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Held, mounted or streamed; one flight at a time; uploads that the target breaks. */
@Timeout(60)
final class BlobTransferTest {
    private static final int MAXIMUM_UPLOADS = 4;
    private static final FakeTarget.Fault BROKEN = new FakeTarget.Fault.Break(0, Optional.empty());
    private static final Repository SIBLING = new Repository("team/base");

    private final FakeSource source = new FakeSource();
    private final FakeTarget target = new FakeTarget("to.example/app");
    private final Told told = new Told();
    private final BlobTransfer transfer = new BlobTransfer(new SingleFlight(),
            new AdaptiveSender(new RangedFeeds(), Checkpoints.NONE));
    private final Descriptor blob = source.add(new byte[]{1, 2, 3}, DigestAlgorithm.SHA256);
    private final BlobOutcome streamed = new BlobOutcome.Streamed(3);

    @Test
    void held_movesNothing() {
        target.held.put(blob.digest(), new byte[0]);
        assertThat(move(new BlobTransfer.Wish(blob, Optional.of(SIBLING), true))).isEqualTo(new BlobOutcome.Held());
        assertThat(told.outcomes).containsExactly(new BlobOutcome.Held());
        assertThat(source.opened).isEmpty();
        assertThat(target.mountsAsked).isEmpty();
    }

    @Test
    void freshPlan_targetNotAsked() {
        assertThat(move()).isEqualTo(streamed);
        assertThat(target.asked).hasValue(0);
    }

    @Test
    void mount_taken_noByteMoves() {
        target.mounts = true;
        assertThat(move(new BlobTransfer.Wish(blob, Optional.of(SIBLING), false))).isEqualTo(new BlobOutcome.Mounted());
        assertThat(target.mountsAsked).containsExactly(SIBLING);
        assertThat(source.opened).isEmpty();
        assertThat(target.begun).hasValue(0);
    }

    @Test
    void mount_refused_streamsInstead() {
        assertThat(move(new BlobTransfer.Wish(blob, Optional.of(SIBLING), false))).isEqualTo(streamed);
        assertThat(target.held.get(blob.digest())).containsExactly(1, 2, 3);
        assertThat(target.begun.get() - target.cancelled.get()).as("every upload but one is cancelled").isEqualTo(1);
    }

    @Test
    void manyAtOnce_streamOnce() {
        int callers = 8;
        CyclicBarrier start = new CyclicBarrier(callers);
        try (Fanout fanout = new Fanout("callers", callers)) {
            List<BlobOutcome> outcomes = fanout.map(Collections.nCopies(callers, blob), wanted -> {
                await(start);
                BlobTransfer.Wish wish = new BlobTransfer.Wish(wanted, Optional.empty(), false);
                return transfer.move(source, target, wish, TransferTerms.PLAIN);
            });
            assertThat(outcomes).containsOnlyOnce(streamed).contains(new BlobOutcome.Held()).hasSize(callers);
        }
        assertThat(source.opened).hasSize(1);
        assertThat(target.begun).hasValue(1);
    }

    @Test
    void landedBefore_askedForAndMovedAgainOnlyIfGone() {
        assertThat(move()).isEqualTo(streamed);
        assertThat(move()).isEqualTo(new BlobOutcome.Held());
        target.held.clear();
        assertThat(move()).isEqualTo(streamed);
        assertThat(target.asked).hasValue(2);
    }

    @Test
    void otherPlace_isAnotherFlight() {
        FakeTarget other = new FakeTarget("to.example/other");
        assertThat(move()).isEqualTo(streamed);
        BlobTransfer.Wish wish = new BlobTransfer.Wish(blob, Optional.empty(), false);
        assertThat(transfer.move(source, other, wish, told.terms())).isEqualTo(streamed);
        assertThat(other.asked).hasValue(0);
    }

    @Test
    void failure_letsTheNextOneTry() {
        target.faults.add(new FakeTarget.Fault.Denied());
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(this::move);
        assertThat(move()).isEqualTo(streamed);
        assertThat(target.asked).as("a failure is not remembered as landed").hasValue(0);
    }

    @Test
    void refused_notRetried() {
        target.faults.add(new FakeTarget.Fault.Denied());
        assertThatExceptionOfType(RegistryException.Refused.class).isThrownBy(this::move)
                .withMessage("push blob at target to.example/app: got 403 DENIED, wanted 201");
        assertThat(target.begun).hasValue(1);
        assertThat(target.cancelled).hasValue(1);
        assertThat(told.pauses).isEmpty();
    }

    @Test
    void targetBreaks_uploadBegunAgain() {
        target.faults.addAll(List.of(BROKEN, BROKEN));
        assertThat(move()).isEqualTo(streamed);
        assertThat(target.begun).hasValue(3);
        assertThat(target.cancelled).hasValue(2);
        assertThat(target.asked).as("asked before each repetition").hasValue(2);
        assertThat(told.restarts).isEqualTo(2);
        assertThat(told.moved).isEqualTo(3);
        assertThat(told.pauses).containsExactly(Duration.ofMillis(300), Duration.ofMillis(600));
    }

    @Test
    void targetBreaksAlways_givesUpNamingTargetAndAttempt() {
        target.faults.addAll(Collections.nCopies(MAXIMUM_UPLOADS, BROKEN));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(this::move)
                .withMessage("push blob at target to.example/app: got broken pipe, wanted 201 (attempt 4 of 4)");
        assertThat(target.begun).hasValue(MAXIMUM_UPLOADS);
        assertThat(target.cancelled).hasValue(MAXIMUM_UPLOADS);
        assertThat(target.held).isEmpty();
    }

    @Test
    void answerLostAfterCommit_foundHeld() {
        target.faults.add(new FakeTarget.Fault.LostAnswer());
        assertThat(move()).isEqualTo(new BlobOutcome.Held());
        assertThat(target.begun).hasValue(1);
        assertThat(source.opened).hasSize(1);
    }

    @Test
    void retryAfterOfTarget_honoured() {
        target.faults.add(new FakeTarget.Fault.Break(0, Optional.of(Duration.ofSeconds(7))));
        target.faults.add(new FakeTarget.Fault.Break(0, Optional.of(Duration.ofSeconds(30))));
        assertThat(move()).isEqualTo(streamed);
        assertThat(told.pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(30));
    }

    @Test
    void retryAfterOfTarget_beyondAllPatience_isTheCallers() {
        target.faults.add(new FakeTarget.Fault.Break(0, Optional.of(Duration.ofHours(1))));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(this::move)
                .satisfies(it -> assertThat(it.retryAfter()).contains(Duration.ofHours(1)));
        assertThat(told.pauses).isEmpty();
        assertThat(target.begun).hasValue(1);
    }

    @Test
    void sourceGivesUpInLaterUpload_keepsItsOwnCount() {
        target.faults.add(BROKEN);
        source.faults.add(new FakeSource.Fault.Cut(3));
        source.faults.addAll(Collections.nCopies(6,
                new FakeSource.Fault.Closed(Optional.empty())));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(this::move)
                .withMessageContaining("source from.example/app").withMessageEndingWith("bytes done, attempt 6 of 6)");
        assertThat(target.begun).as("another upload would not help").hasValue(2);
    }

    private BlobOutcome move() {
        return move(new BlobTransfer.Wish(blob, Optional.empty(), false));
    }

    private BlobOutcome move(BlobTransfer.Wish wish) {
        return transfer.move(source, target, wish, told.terms());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the callers did not meet", e);
        }
    }
}
