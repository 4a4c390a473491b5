package dev.crossdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({"team/app, team/app, true", "team/app, team/app2, false", "team/app, team/ap, false",
            "team/*, team/app, true", "team/*, team/app/x, false", "team/*, team, false", "team/**, team/app, true",
            "team/**, team/app/x/y, true", "team/**, team, false", "team/**, other/app, false", "**, a, true",
            "**, a/b/c, true", "*, a, true", "*, a/b, false", "*/app, team/app, true", "**/app, a/b/app, true",
            "**/app, app, false", "v1.*, v1.2, true", "v1.*, v1., true", "v1.*, v1, false", "v1.*, v2.1, false",
            "*-rc*, 1.0-rc1, true", "*-rc*, 1.0, false", "team/*/base, team/x/base, true",
            "team/*/base, team/x/y/base, false", "team/**/base, team/x/y/base, true", "a**b, a/x/b, true",
            "1.10, 1x10, false"})
    void matches(String glob, String name, boolean expected) {
        assertThat(new Glob(glob).matches(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a?", "[ab]", "{a,b}", "a b", "a***", "tag:1", "é", "a\n"})
    void foreignCharacters_areRefusedAndQuoted(String text) {
        assertThatThrownBy(() -> new Glob(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pattern \"").hasMessageContaining("wanted").hasMessageNotContaining("\n");
    }

    @Test
    void tooLong_isRefused() {
        assertThat(new Glob("a".repeat(Glob.MAXIMUM_LENGTH)).text()).hasSize(Glob.MAXIMUM_LENGTH);
        assertThatThrownBy(() -> new Glob("a".repeat(Glob.MAXIMUM_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void literal_onlyWithoutStars() {
        assertThat(new Glob("team/app").literal()).contains("team/app");
        assertThat(new Glob("team/*").literal()).isEmpty();
        assertThat(new Glob("team/*")).hasToString("team/*");
    }

    @Test
    void anyPattern_matchesAsTheNaiveOneDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            String glob = randomText(random, "ab/**", 8).replaceAll("\\*{3,}", "**") + "a";
            String name = randomText(random, "ab/", 10) + (random.nextBoolean() ? "a" : "");
            assertThat(new Glob(glob).matches(name)).as("seed %d, round %d: %s on %s", seed, round, glob, name)
                    .isEqualTo(naive(glob, name));
        }
    }

    /** A pattern that makes backtracking matchers take for ever. */
    @Test
    @Timeout(10)
    void hostilePattern_takesNoLonger() {
        Glob glob = new Glob("a*".repeat(250) + "b");
        for (int i = 0; i < 100; i++) {
            assertThat(glob.matches("a".repeat(255))).isFalse();
        }
    }

    private static String randomText(Random random, String alphabet, int maximum) {
        return random.ints(random.nextInt(maximum), 0, alphabet.length()).map(alphabet::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Says the same as the definition does, one character at a time. */
    private static boolean naive(String glob, String name) {
        if (glob.isEmpty()) {
            return name.isEmpty();
        }
        if (glob.startsWith("**")) {
            return naive(glob.substring(2), name) || (!name.isEmpty() && naive(glob, name.substring(1)));
        }
        if (glob.startsWith("*")) {
            return naive(glob.substring(1), name)
                    || (!name.isEmpty() && name.charAt(0) != '/' && naive(glob, name.substring(1)));
        }
        return !name.isEmpty() && name.charAt(0) == glob.charAt(0) && naive(glob.substring(1), name.substring(1));
    }
}
