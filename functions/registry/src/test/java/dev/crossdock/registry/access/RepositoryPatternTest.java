package dev.crossdock.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Repository;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPatternTest {
    @ParameterizedTest
    @CsvSource({"team/app, team/app, true", "team/app, team/apps, false", "team/app, team/app/x, false",
            "team/*, team/app, true", "team/*, team, false", "team/*, team/a/b, false", "team/**, team/a/b, true",
            "team/**, team, false", "team/**, teams/a, false", "**, a, true", "**, a/b/c, true", "**/app, app, true",
            "**/app, a/b/app, true", "**/app, a/b/apps, false", "a/**/z, a/z, true", "a/**/z, a/b/c/z, true",
            "a/**/z, a/b/c, false", "a*c, abc, true", "a*c, ac, true", "a*c, acb, false", "a*c, a/c, false",
            "a?c, abc, true", "a?c, ac, false", "*-*-*, a-b-c, true", "*-*-*, a-b, false", "**/**, a, true",
            "**/**, a/b, true", "a*b*, aabb, true", "*a, ba, true", "*a, bab, false"})
    void pattern_matchesWhole(String pattern, String repository, boolean isMatch) {
        assertThat(RepositoryPattern.parse(pattern).matches(new Repository(repository))).isEqualTo(isMatch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "A", "a***", "a**", "**b", "a b", "a\\b", "a:b", "[ab]"})
    void patternThatCanNeverMatch_isRefused(String text) {
        assertThatThrownBy(() -> RepositoryPattern.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted a pattern");
    }

    @Test
    void manyStars_takeNoLongerThanTheirNumberAllows() {
        Repository name = new Repository("a".repeat(Repository.MAXIMUM_LENGTH));
        RepositoryPattern pattern = RepositoryPattern.parse("*a".repeat(120) + "b");
        long start = System.nanoTime();

        assertThat(pattern.matches(name)).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
