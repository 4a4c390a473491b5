package dev.crossdock.registry.notifications.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.notifications.outbox.EventStream.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    private static final List<Long> CANDIDATES = LongStream.range(0, 100).boxed().toList();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|1", "1 2 3|1-3", "1 2 4 5 9|1-2,4-5,9", "0 1|0-1", "7 9|7,9"})
    void ranges_areShort(String numbers, String text) {
        TreeSet<Long> set = Arrays.stream(numbers.split(" ")).map(Long::valueOf).collect(Collectors.toCollection(
                TreeSet::new));

        assertThat(Numbers.write(set)).isEqualTo(text);
        assertThat(Numbers.among(CANDIDATES, text)).isEqualTo(set);
    }

    @Test
    void anySet_isReadAsItWasWritten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            TreeSet<Long> set = new TreeSet<>();
            for (int j = random.nextInt(40); j > 0; j--) {
                set.add((long) random.nextInt(100));
            }
            assertThat(Numbers.among(CANDIDATES, Numbers.write(set))).as("seed %d", seed).isEqualTo(set);
        }
    }

    @Test
    void textOfWideRanges_namesCandidatesAlone() {
        assertThat(Numbers.among(List.of(3L, 900L), "0-9223372036854775806")).containsExactly(3L, 900L);
        assertThat(Numbers.among(CANDIDATES, "9-3")).isEmpty();
        assertThat(Numbers.among(CANDIDATES, "")).isEmpty();
        assertThatThrownBy(() -> Numbers.among(CANDIDATES, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void marks_confirmAllBeforeTheirEndButSome() {
        Marks marks = new Marks(5, Set.of(2L));

        assertThat(LongStream.range(0, 7).filter(marks::confirm)).containsExactly(0L, 1L, 3L, 4L);
        assertThat(Marks.NONE.confirm(0)).isFalse();
    }
}
