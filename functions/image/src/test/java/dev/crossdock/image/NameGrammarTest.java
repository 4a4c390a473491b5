package dev.crossdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Repository and Tag against matchers written the slow and obvious way. */
final class NameGrammarTest {
    private static final int TRIALS = 50_000;

    @Test
    void repository_agreesWithNaiveMatcherOnRandomNames() {
        agree("ab9._-/A ", 10, Repository::new, NameGrammarTest::isRepository);
    }

    @Test
    void tag_agreesWithNaiveMatcherOnRandomNames() {
        agree("aZ9._-/:\n", 6, Tag::new, NameGrammarTest::isTag);
    }

    @Test
    void repository_limits() {
        assertThat(new Repository("a".repeat(255)).name()).hasSize(Repository.MAXIMUM_LENGTH);
        assertThat(new Repository("a/".repeat(127) + "a")).hasToString("a/".repeat(127) + "a");
        assertThatIllegalArgumentException().isThrownBy(() -> new Repository("a".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Repository("a-".repeat(1_000_000)));
    }

    @Test
    void tag_limits() {
        assertThat(new Tag("_" + "-".repeat(127)).name()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag("a".repeat(129)))
                .withMessageContaining("wanted 1 to 128").withMessageStartingWith("tag \"aaa");
    }

    @Test
    void names_sortByCharacterCode() {
        assertThat(Stream.of("b", "_", "A", "a", "1.10", "1.9").map(Tag::new).sorted().map(Tag::toString))
                .containsExactly("1.10", "1.9", "A", "_", "a", "b");
        assertThat(Stream.of("b", "a/b", "a", "a-b").map(Repository::new).sorted().map(Repository::toString))
                .containsExactly("a", "a-b", "a/b", "b");
    }

    private interface Judge {
        boolean accepts(String text);
    }

    private static void agree(String alphabet, int maximumLength, Consumer<String> constructor, Judge naive) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int accepted = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(maximumLength + 1); length > 0; length--) {
                // Two thirds letters, so that a fair part of the names is well-formed.
                text.append(
                        alphabet.charAt(random.nextInt(3) > 0 ? random.nextInt(3) : random.nextInt(alphabet.length())));
            }
            String name = text.toString();
            boolean isAccepted = accepts(constructor, name);
            assertThat(isAccepted).as("\"%s\" (seed %d)", name, seed).isEqualTo(naive.accepts(name));
            accepted += isAccepted ? 1 : 0;
        }
        assertThat(accepted).as("both kinds were tried (seed %d)", seed).isBetween(TRIALS / 20, TRIALS * 19 / 20);
    }

    private static boolean accepts(Consumer<String> constructor, String name) {
        try {
            constructor.accept(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isTag(String text) {
        return !text.isEmpty() && text.length() <= 128 && text.charAt(0) != '.' && text.charAt(0) != '-'
                && text.chars()
                        .allMatch(c -> isAlphanumeric(Character.toLowerCase(c)) || c == '_' || c == '.' || c == '-');
    }

    private static boolean isRepository(String text) {
        return text.length() <= 255 && Stream.of(text.split("/", -1)).allMatch(NameGrammarTest::isComponent);
    }

    private static boolean isComponent(String text) {
        StringBuilder separator = new StringBuilder("start");
        for (int c : text.chars().toArray()) {
            if (!isAlphanumeric(c)) {
                separator.appendCodePoint(c);
            } else if (isSeparator(separator.toString()) || separator.toString().equals("start")) {
                separator.setLength(0);
            } else if (!separator.isEmpty()) {
                return false;
            }
        }
        return separator.isEmpty();
    }

    private static boolean isSeparator(String text) {
        return List.of(".", "_", "__").contains(text) || (!text.isEmpty() && text.chars().allMatch(c -> c == '-'));
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
