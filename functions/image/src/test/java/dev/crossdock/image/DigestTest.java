package dev.crossdock.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestTest {
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String EMPTY_SHA512 = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";
    private static final String ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void sha256_knownAnswers() {
        assertThat(Digest.sha256(new byte[0])).hasToString("sha256:" + EMPTY_SHA256);
        assertThat(Digest.sha256("abc".getBytes(UTF_8))).hasToString("sha256:" + ABC_SHA256);
    }

    @Test
    void sha512_knownAnswer() {
        assertThat(Digest.of(DigestAlgorithm.SHA512, new byte[0])).hasToString("sha512:" + EMPTY_SHA512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:" + EMPTY_SHA256, "sha512:" + EMPTY_SHA512})
    void wellFormed_readBackAsWritten(String text) {
        Digest digest = Digest.parse(text);
        assertThat(digest).hasToString(text).isEqualTo(Digest.parse(text)).hasSameHashCodeAs(Digest.parse(text));
        assertThat(digest.abbreviated()).isEqualTo(text.substring(0, "sha256:".length() + 12));
        assertThat(TagOrDigest.parse(text)).isEqualTo(digest);
    }

    @Test
    void textWithoutColon_isTag() {
        assertThat(TagOrDigest.parse("v1.2")).isEqualTo(new Tag("v1.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "sha256", "sha256:", "sha256:abc", EMPTY_SHA256, "sha512:" + EMPTY_SHA256,
            "sha256:" + EMPTY_SHA512, "SHA256:" + EMPTY_SHA256, "sha384:" + EMPTY_SHA256, "md5:" + EMPTY_SHA256,
            ":" + EMPTY_SHA256, "sha256: " + EMPTY_SHA256, "sha256:" + EMPTY_SHA256 + "0",
            "sha256:" + EMPTY_SHA256 + "\n",
            "sha256::" + EMPTY_SHA256, "sha256+b64:" + EMPTY_SHA256,
            "sha256:E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha256:../../../../../../../../../../../../../../../../../../../etc/passwd",
            "sha256:e3b0c44298fc1c149afbf4c8996fb924/7ae41e4649b934ca495991b7852b855",
            "sha256:e3b0c44298fc1c149afbf4c8996fb924\u00007ae41e4649b934ca495991b7852b855",
            "sha256:\u0663b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
    void malformed_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse(text)).withMessageStartingWith("digest");
    }

    @Test
    void refusal_quotesTextCappedAndWithoutControls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse("sha256:x\r\nERROR forged" + "y".repeat(5_000)))
                .withMessageContaining("sha256:x??ERROR forged").withMessageContaining("…")
                .withMessageContaining("wanted 64 lower-case hex digits")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(300));
    }

    @Test
    void refusal_ofAlgorithmNamesTheKnownOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse("md5:" + EMPTY_SHA256))
                .withMessage("digest algorithm \"md5\": wanted sha256 or sha512");
    }

    @Test
    void hasher_piecesGiveTheDigestOfTheWhole() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(1, 100_000)];
        random.nextBytes(bytes);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Hasher hasher = new Hasher(algorithm);
            for (int at = 0; at < bytes.length;) {
                int length = random.nextInt(1, Math.min(bytes.length - at, 5_000) + 1);
                if (random.nextBoolean()) {
                    hasher.update(bytes, at, length);
                } else {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes, at, length);
                    hasher.update(buffer);
                    assertThat(buffer.hasRemaining()).isFalse();
                }
                at += length;
                assertThat(hasher.count()).isEqualTo(at);
            }
            assertThat(hasher.digest()).as("seed %d", seed).isEqualTo(Digest.of(algorithm, bytes));
        }
    }

    @Test
    void hasher_startsAgainAfterDigest() {
        Hasher hasher = new Hasher(DigestAlgorithm.SHA256);
        hasher.update(new byte[]{1, 2, 3}, 1, 2);
        assertThat(hasher.digest()).isEqualTo(Digest.sha256(new byte[]{2, 3}));
        assertThat(hasher.count()).isZero();
        assertThat(hasher.digest()).isEqualTo(Digest.sha256(new byte[0]));
    }
}
