package dev.crossdock.registry.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({"team/*, team/app", "team/**, team/a/b/c", "**, a/b", "**/app, a/b/app", "v*, v", "v*.*, v1.2",
            "v?, v1",
            "team/app, team/app", "*a*b*, xaxbx", "*, abc", "a**c, a/b/c"})
    void name_fits(String glob, String name) {
        assertThat(new Glob(glob).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"team/*, team/a/b", "team/*, teams/app", "v*.*, v1", "team/app, team/app2", "team/app, xteam/app",
            "*, a/b", "a?b, a/b", "v?, v", "*a*b*, ba", "**/app, app"})
    void name_doesNotFit(String glob, String name) {
        assertThat(new Glob(glob).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a***", "[ab]", "x\n", "ä"})
    void whatFitsNothing_isRefused(String glob) {
        assertThatThrownBy(() -> new Glob(glob)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(
                "pattern").hasMessageNotContaining("\n");
    }

    @Test
    void manyStars_costLittle() {
        Glob glob = new Glob("*a".repeat(100) + "b");

        Assertions.assertTimeout(Duration.ofSeconds(20), () -> assertThat(glob.matches("a".repeat(255))).isFalse());
    }
}
