package dev.crossdock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a blob's bytes from a source that misbehaves. */
final class VerifiedStreamTest {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int MAXIMUM_FRUITLESS_ATTEMPTS = 6;
    private static final int SIZE = 3 * BUFFER_BYTES + 12_345;
    private static final FakeSource.Fault CLOSED = new FakeSource.Fault.Closed(Optional.empty());

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final byte[] bytes = new byte[SIZE];
    private final FakeSource source = new FakeSource();
    private final FakeTarget target = new FakeTarget("to.example/app");
    private final Told told = new Told();
    private final Descriptor blob;

    VerifiedStreamTest() {
        random.nextBytes(bytes);
        blob = source.add(bytes, DigestAlgorithm.SHA256);
    }

    @Test
    void wholeBlob_streamedOnceAndHeardOf() {
        assertThat(move(blob)).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(target.held.get(blob.digest())).isEqualTo(bytes);
        assertThat(source.opened).containsExactly(0L);
        assertThat(told.moved).isEqualTo(SIZE);
        assertThat(told.outcomes).containsExactly(new BlobOutcome.Streamed(SIZE));
        assertThat(told.pauses).isEmpty();
    }

    @Test
    void cutsAnywhere_resumeAtTheByteReached() {
        List<Long> expected = new ArrayList<>(List.of(0L));
        for (int i = 0; i < 5 * MAXIMUM_FRUITLESS_ATTEMPTS; i++) {
            int length = random.nextInt(1, SIZE / 40);
            source.faults.add(switch (random.nextInt(3)) {
                case 0 -> new FakeSource.Fault.Raw(length);
                case 1 -> new FakeSource.Fault.EarlyEnd(length);
                default -> new FakeSource.Fault.Cut(length);
            });
            expected.add(expected.getLast() + length);
        }
        assertThat(move(blob)).as("seed %d", seed).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(target.held.get(blob.digest())).as("seed %d", seed).isEqualTo(bytes);
        assertThat(source.opened).as("seed %d", seed).isEqualTo(expected);
        assertThat(told.pauses).as("progress needs no pause").isEmpty();
        assertThat(told.moved).isEqualTo(SIZE);
        assertThat(target.begun).as("the target's connection stays").hasValue(1);
    }

    @Test
    void noProgress_givesUpNamingSourceAndAttempt() {
        fruitless(MAXIMUM_FRUITLESS_ATTEMPTS);
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(() -> move(blob))
                .withMessageContaining("at source from.example/app: got 503")
                .withMessageEndingWith("(0 of %d bytes done, attempt 6 of 6)", SIZE);
        assertThat(source.opened).hasSize(MAXIMUM_FRUITLESS_ATTEMPTS);
        assertThat(told.pauses).extracting(Duration::toMillis).containsExactly(200L, 400L, 800L, 1600L, 3200L);
        assertNothingCommitted();
    }

    @Test
    void endAtOnce_isNoProgressEither() {
        for (int i = 0; i < MAXIMUM_FRUITLESS_ATTEMPTS; i++) {
            source.faults.add(new FakeSource.Fault.EarlyEnd(0));
        }
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(() -> move(blob))
                .withMessageContaining("got the end of the stream at byte 0, wanted %d bytes", SIZE);
    }

    @Test
    void progress_startsTheCountAgain() {
        for (int i = 0; i < 4; i++) {
            fruitless(MAXIMUM_FRUITLESS_ATTEMPTS - 1);
            source.faults.add(new FakeSource.Fault.Cut(1));
        }
        assertThat(move(blob)).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(source.opened).hasSize(25).endsWith(3L, 4L);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "10, 10", "60, 60"})
    void retryAfter_honoured(int asked, int waited) {
        source.faults.add(new FakeSource.Fault.Closed(Optional.of(Duration.ofSeconds(asked))));
        assertThat(move(blob)).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(told.pauses).containsExactly(Duration.ofSeconds(waited));
    }

    @Test
    void retryAfterTooLong_isForTheQueue() {
        source.faults.add(new FakeSource.Fault.Closed(Optional.of(Duration.ofSeconds(61))));
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(() -> move(blob))
                .satisfies(it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(61)));
        assertThat(told.pauses).isEmpty();
        assertNothingCommitted();
    }

    @Test
    void wrongBytes_corruptAndLastBufferWithheld() {
        bytes[random.nextInt(SIZE)] ^= 1;
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> move(blob))
                .withMessageContaining("verify blob " + blob.digest() + " at source from.example/app: got bytes")
                .withMessageContaining("whose digest is " + Digest.sha256(bytes))
                .withMessageContaining("wanted " + blob.digest()).withMessageContaining("push the image to the source");
        assertThat(target.received).as("seed %d", seed).hasValue(3 * BUFFER_BYTES);
        assertThat(source.opened).as("not asked again").hasSize(1);
        assertNothingCommitted();
    }

    @Test
    void moreBytesThanAnnounced_onlyTheAnnouncedAreRead() {
        Descriptor shorter = new Descriptor(blob.mediaType(), blob.digest(), SIZE - 1);
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> move(shorter));
        Descriptor longer = new Descriptor(blob.mediaType(), blob.digest(), SIZE + 1);
        assertThatExceptionOfType(RegistryException.Unavailable.class).isThrownBy(() -> move(longer))
                .withMessageContaining("the end of the stream at byte %d, wanted %d bytes", SIZE, SIZE + 1);
        assertThat(target.held).isEmpty();
    }

    @Test
    void emptyBlob_neitherOpenedNorTrusted() {
        Descriptor empty = source.add(new byte[0], DigestAlgorithm.SHA256);
        assertThat(move(empty)).isEqualTo(new BlobOutcome.Streamed(0));
        assertThat(target.held.get(empty.digest())).isEmpty();
        Descriptor falsely = new Descriptor("a/b", blob.digest(), 0);
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> move(falsely));
        assertThat(target.held).doesNotContainKey(blob.digest());
        assertThat(source.opened).isEmpty();
    }

    @Test
    void sha512_verifiedWithItsAlgorithm() {
        Descriptor long512 = source.add(bytes, DigestAlgorithm.SHA512);
        assertThat(move(long512)).isEqualTo(new BlobOutcome.Streamed(SIZE));
        Descriptor wrong = source.pretend(Digest.of(DigestAlgorithm.SHA512, new byte[0]), bytes);
        assertThatExceptionOfType(RegistryException.Corrupt.class).isThrownBy(() -> move(wrong))
                .withMessageContaining("whose digest is " + long512.digest());
    }

    @Test
    void deadlinePassesMidway_uploadCancelled() {
        AtomicInteger asked = new AtomicInteger();
        Deadline third = () -> asked.incrementAndGet() == 3;
        ThrowingCallable move = () -> move(blob, told.terms(third));
        assertThatExceptionOfType(Deadline.PassedException.class).isThrownBy(move)
                .withMessage("blob %s stopped at byte %d", blob.digest(), 2 * BUFFER_BYTES);
        assertNothingCommitted();
    }

    @Test
    void closeThatFails_isOfNoInterestOnceTheBytesAreThere() {
        source.faults.add(new FakeSource.Fault.Cut(SIZE));
        assertThat(move(blob)).isEqualTo(new BlobOutcome.Streamed(SIZE));
        assertThat(target.begun).hasValue(1);
    }

    private void fruitless(int times) {
        for (int i = 0; i < times; i++) {
            source.faults.add(CLOSED);
        }
    }

    private void assertNothingCommitted() {
        assertThat(target.held).isEmpty();
        assertThat(target.begun).hasValue(1);
        assertThat(target.cancelled).hasValue(1);
        assertThat(told.outcomes).isEmpty();
    }

    private BlobOutcome move(Descriptor wanted) {
        return move(wanted, told.terms());
    }

    private BlobOutcome move(Descriptor wanted, TransferTerms terms) {
        BlobTransfer.Wish wish = new BlobTransfer.Wish(wanted, Optional.empty(), false);
        return new BlobTransfer(new SingleFlight(), new AdaptiveSender(new RangedFeeds(), Checkpoints.NONE))
                .move(source, target, wish, terms);
    }
}
