package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AttemptsTest {
    private static final Circumstance.Progress REACHED = new Circumstance.Progress(5, 9);
    private final Unavailable down = new Unavailable(new Circumstance("read", "x", "source y", "503", "200"),
            Optional.empty(), null);

    private final List<Duration> pauses = new ArrayList<>();
    private final Attempts attempts = new Attempts(pauses::add);

    @Test
    void rangesThatFailTogether_countOnce() {
        List<Attempts.OfRange> ranges = IntStream.range(0, 12).mapToObj(i -> attempts.new OfRange()).toList();
        for (int round = 1; round < Attempts.MAXIMUM_FRUITLESS; round++) {
            ranges.forEach(range -> range.failed(down, REACHED));
            assertThat(attempts.setbacks()).isEqualTo(round - 1);
        }
        assertThat(pauses).hasSize(12 * (Attempts.MAXIMUM_FRUITLESS - 1));
    }

    @Test
    void oneRangeThatFailsWhileOthersFlow_waitsButDoesNotGiveUp() {
        Attempts.OfRange bad = attempts.new OfRange();
        for (int i = 0; i < 3 * Attempts.MAXIMUM_FRUITLESS; i++) {
            attempts.new OfRange().progressed();
            bad.failed(down, REACHED);
        }
        assertThat(pauses).hasSize(3 * Attempts.MAXIMUM_FRUITLESS).startsWith(Duration.ofMillis(200),
                Duration.ofMillis(400)).endsWith(Duration.ofSeconds(10));
    }

    @Test
    void aloneWithoutAByte_givesUp() {
        Attempts.OfRange range = attempts.new OfRange();
        for (int i = 1; i < Attempts.MAXIMUM_FRUITLESS; i++) {
            range.failed(down, REACHED);
        }
        assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> range.failed(down, REACHED))
                .withMessageEndingWith("(5 of 9 bytes done, attempt 6 of 6)");
    }

    @Test
    void breakOfARangeThatFlowed_isNotInVainBecauseAnotherGaveUp() {
        Attempts.OfRange healthy = attempts.new OfRange();
        Attempts.OfRange refused = attempts.new OfRange();
        healthy.progressed();
        for (int i = 0; i < Attempts.MAXIMUM_FRUITLESS; i++) {
            refused.failed(down, REACHED);
        }
        assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> refused.failed(down, REACHED));
        pauses.clear();
        healthy.failed(down, REACHED);
        assertThat(pauses).as("it goes on at once").isEmpty();
        for (int i = 1; i < Attempts.MAXIMUM_FRUITLESS; i++) {
            healthy.failed(down, REACHED);
        }
        assertThatExceptionOfType(Unavailable.class).as("but not for ever")
                .isThrownBy(() -> healthy.failed(down, REACHED));
    }

    @Test
    void retryAfter_isWaitedForEvenAfterProgress() {
        Attempts.OfRange range = attempts.new OfRange();
        range.progressed();
        range.failed(new Unavailable(down.circumstance(), Optional.of(Duration.ofSeconds(3)), null), REACHED);
        assertThat(pauses).containsExactly(Duration.ofSeconds(3));
    }
}
