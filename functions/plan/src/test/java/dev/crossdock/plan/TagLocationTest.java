package dev.crossdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagLocationTest {
    @Test
    void parse_andBack() {
        TagLocation location = TagLocation.parse("edge/team/app:1.10");
        assertThat(location.registry()).isEqualTo("edge");
        assertThat(location.repository().name()).isEqualTo("team/app");
        assertThat(location.tag().name()).isEqualTo("1.10");
        assertThat(location).hasToString("edge/team/app:1.10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "edge", "edge/app", "app:1", "localhost:5000/app:1", "edge/app:", "/app:1", "edge/:1",
            "edge/App:1", "edge/app@sha256:00", "-edge/app:1", "ed ge/app:1", "edge:1/app"})
    void anythingElse_isRefused_saying_what_was_wanted(String text) {
        assertThatThrownBy(() -> TagLocation.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted");
    }

    @Test
    void registryName_bounds() {
        String longest = "a".repeat(TagLocation.MAXIMUM_REGISTRY_LENGTH);
        assertThat(TagLocation.requireRegistryName(longest)).isEqualTo(longest);
        assertThatThrownBy(() -> TagLocation.requireRegistryName(longest + "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void order_isByRegistryThenRepositoryThenTag() {
        assertThat(Stream.of("b/a:1", "a/b:1", "a/a:2", "a/a:1").map(TagLocation::parse).sorted().map(Object::toString))
                .containsExactly("a/a:1", "a/a:2", "a/b:1", "b/a:1");
    }

    @Test
    void anyText_givesALocationOrIllegalArgument() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab/:.-_A@\n ";
        for (int round = 0; round < 20_000; round++) {
            String text = random.ints(random.nextInt(12), 0, alphabet.length()).map(alphabet::charAt)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            try {
                assertThat(TagLocation.parse(text)).as("seed %d", seed).hasToString(text);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed %d: %s", seed, text).doesNotContain("\n");
            }
        }
    }
}
