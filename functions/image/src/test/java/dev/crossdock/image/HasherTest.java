package dev.crossdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A digest that goes on in another process is the digest of the whole. */
class HasherTest {
    private final byte[] bytes = new byte[100_003];

    HasherTest() {
        new Random(9).nextBytes(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void resumed_atAnyByte_isTheDigestOfTheWhole(DigestAlgorithm algorithm) {
        for (int cut : new int[]{0, 1, 55, 63, 64, 65, 127, 128, 50_000, bytes.length}) {
            Hasher first = Hasher.resumable(algorithm);
            first.update(bytes, 0, cut);
            Hasher.State state = first.state().orElseThrow();
            assertThat(state.count()).isEqualTo(cut);
            Hasher second = Hasher.resumed(algorithm, state).orElseThrow();
            assertThat(second.count()).isEqualTo(cut);
            second.update(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(second.digest()).as("cut at %d", cut).isEqualTo(Digest.of(algorithm, bytes));
            first.update(bytes, cut, bytes.length - cut);
            assertThat(first.digest()).as("the one that told its state goes on").isEqualTo(Digest.of(algorithm, bytes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void resumed_fromWhatItDoesNotKnow_isEmpty(DigestAlgorithm algorithm) {
        Hasher.State good = Hasher.resumable(algorithm).state().orElseThrow();
        assertThat(Hasher.resumed(algorithm, new Hasher.State("other/1", 0, good.encoded()))).isEmpty();
        assertThat(Hasher.resumed(algorithm, new Hasher.State(good.format(), 0, new byte[3]))).isEmpty();
        DigestAlgorithm other = algorithm == DigestAlgorithm.SHA256 ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256;
        assertThat(Hasher.resumed(other, good)).isEmpty();
    }

    @Test
    void resumed_leavesTheStateAsItWas() {
        Hasher.State state = Hasher.resumable(DigestAlgorithm.SHA256).state().orElseThrow();
        byte[] before = Arrays.copyOf(state.encoded(), state.encoded().length);
        Hasher.resumed(DigestAlgorithm.SHA256, state).orElseThrow().update(bytes, 0, bytes.length);
        assertThat(state.encoded()).isEqualTo(before);
    }

    @Test
    void resumable_startsAgainAfterADigest() {
        Hasher hasher = Hasher.resumable(DigestAlgorithm.SHA512);
        hasher.update(bytes, 0, 10);
        hasher.digest();
        assertThat(hasher.count()).isZero();
        assertThat(hasher.digest()).isEqualTo(Digest.of(DigestAlgorithm.SHA512, new byte[0]));
    }

    @Test
    void native_tellsNoState() {
        assertThat(new Hasher(DigestAlgorithm.SHA256).state()).isEmpty();
    }
}
