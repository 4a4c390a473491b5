package dev.crossdock.client.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void take_whatIsThere_isAtOnce() {
        TokenBucket bucket = new TokenBucket(10, 5, 0);
        assertThat(bucket.take(5, 0)).isZero();
    }

    @Test
    void take_more_waitsForWhatIsMissing() {
        TokenBucket bucket = new TokenBucket(10, 5, 0);
        assertThat(bucket.take(15, 0)).isEqualTo(SECOND);
    }

    @Test
    void take_twice_waitsBehindTheFirst() {
        TokenBucket bucket = new TokenBucket(1, 1, 0);
        assertThat(bucket.take(1, 0)).isZero();
        assertThat(bucket.take(1, 0)).isEqualTo(SECOND);
        assertThat(bucket.take(1, SECOND / 2)).isEqualTo(SECOND * 3 / 2);
    }

    @Test
    void take_afterALongRest_findsNoMoreThanTheCapacity() {
        TokenBucket bucket = new TokenBucket(1, 2, 0);
        assertThat(bucket.take(2, 0)).isZero();
        assertThat(bucket.take(3, 1_000 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void take_clockThatLooksBack_givesNothingAway() {
        TokenBucket bucket = new TokenBucket(1, 1, 10 * SECOND);
        assertThat(bucket.take(1, 9 * SECOND)).isZero();
        assertThat(bucket.take(1, 10 * SECOND)).isEqualTo(SECOND);
    }
}
