package dev.crossdock.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePathTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/..", "a/./b", ".hidden",
            "a/.hidden", "-a", "a\\b", "a\0b", "a b", "a\nb", "ä", "a%2fb", "a:b", "~", "a/+b", ".crossdock.lock"})
    void path_thatCouldLeaveTheRootOrMeetADriversFile_isRefused(String text) {
        assertThatThrownBy(() -> new StoragePath(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "_uploads/1-2/data", "v1.0+x=y", "a..b", "0", "Tag.tmp"})
    void path_ofNames_isTaken(String text) {
        assertThat(new StoragePath(text).toString()).isEqualTo(text);
    }

    @Test
    void resolve_refusesWhatLeadsOut() {
        StoragePath path = new StoragePath("a");

        assertThat(path.resolve("b/c").text()).isEqualTo("a/b/c");
        assertThatThrownBy(() -> path.resolve("../b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> path.resolve("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void path_agreesWithItsGrammarOnRandomTexts() {
        Pattern grammar = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._=+-]*(/[A-Za-z0-9_][A-Za-z0-9._=+-]*)*");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int trial = 0; trial < 50_000; trial++) {
            String text = random.ints(random.nextInt(9), 0, 12).mapToObj(i -> "aZ9_.=+-/// ".substring(i, i + 1))
                    .collect(Collectors.joining());

            assertThat(isTaken(text)).as("\"%s\", seed %d", text, seed).isEqualTo(grammar.matcher(text).matches());
        }
    }

    private static boolean isTaken(String text) {
        try {
            return !new StoragePath(text).text().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void path_withATooLongName_isRefused() {
        String name = "a".repeat(StoragePath.MAXIMUM_NAME_LENGTH);

        assertThat(new StoragePath(name + "/" + name).text()).hasSize(511);
        assertThatThrownBy(() -> new StoragePath("b/" + name + "a/c")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void path_tooLong_isRefusedInAShortMessage() {
        String name = "a".repeat(StoragePath.MAXIMUM_NAME_LENGTH);

        assertThat(new StoragePath(name).text()).hasSize(StoragePath.MAXIMUM_NAME_LENGTH);
        assertThatThrownBy(() -> new StoragePath(name + "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StoragePath("a/".repeat(100_000) + "a")).satisfies(
                e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }
}
