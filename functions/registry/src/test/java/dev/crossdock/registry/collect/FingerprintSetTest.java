package dev.crossdock.registry.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintSetTest {
    private static final int MANY = 50_000;

    @Test
    void set_hasWhatWasAdded_andNothingElse() {
        Random random = new Random(7);
        FingerprintSet set = new FingerprintSet();
        Set<Digest> added = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            Digest digest = digest(random);
            added.add(digest);
            set.add(digest);
            set.add(digest);
        }
        assertThat(set.size()).isEqualTo(added.size());
        assertThat(added).allMatch(set::has);
        for (int i = 0; i < MANY; i++) {
            assertThat(set.has(digest(random))).isFalse();
        }
    }

    @Test
    void zero_isADigestLikeOthers() {
        FingerprintSet set = new FingerprintSet();
        Digest zero = new Digest(DigestAlgorithm.SHA256, "0".repeat(64));
        assertThat(set.has(zero)).isFalse();
        set.add(zero);
        assertThat(set.has(zero)).isTrue();
    }

    private static Digest digest(Random random) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return Digest.sha256(bytes);
    }
}
