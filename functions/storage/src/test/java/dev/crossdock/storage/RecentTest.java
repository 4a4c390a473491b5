package dev.crossdock.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTest {
    @Test
    void whatIsUsed_staysWhileOthersPass() {
        Recent<String, Integer> recent = new Recent<>(20);
        recent.put("used", 0, 1);
        for (int i = 1; i < 1_000; i++) {
            recent.put("other " + i, i, 1);
            assertThat(recent.get("used")).contains(0);
        }
        assertThat(recent.get("other 1")).isEmpty();
        assertThat(recent.get("other 999")).contains(999);
    }

    @Test
    void noMoreIsKept_thanTheWeightAllows() {
        Recent<Integer, Integer> recent = new Recent<>(100);
        for (int i = 0; i < 1_000; i++) {
            recent.put(i, i, 5);
        }
        assertThat(IntStream.range(0, 1_000).filter(i -> recent.get(i).isPresent()).count()).isBetween(10L, 21L);
    }

    @Test
    void whatWeighsMoreThanAll_isNotKept() {
        Recent<String, Integer> recent = new Recent<>(100);
        recent.put("small", 1, 1);
        recent.put("large", 2, 51);
        assertThat(recent.get("large")).isEmpty();
        assertThat(recent.get("small")).contains(1);
    }

    @Test
    void whatIsPutAgain_replacesWhatWas() {
        Recent<String, Integer> recent = new Recent<>(100);
        for (int i = 0; i < 1_000; i++) {
            recent.put("one", i, 1);
            assertThat(recent.get("one")).contains(i);
        }
    }
}
