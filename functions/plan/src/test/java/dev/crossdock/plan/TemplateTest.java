package dev.crossdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final TagLocation SOURCE = TagLocation.parse("edge/team/app:1.10");

    @ParameterizedTest
    @CsvSource({"mirror/{repository}, mirror/team/app", "{registry}/{repository}, edge/team/app", "{tag}, 1.10",
            "{tag}-{registry}, 1.10-edge", "fixed, fixed", "{tag}{tag}, 1.101.10"})
    void expands(String template, String expected) {
        assertThat(new Template(template).expand(SOURCE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{repo}", "mirror/{}", "{Tag}", "{repository }", "a{registry}{digest}"})
    void unknownPlaceholder_isRefused_namingTheKnownOnes(String text) {
        assertThatThrownBy(() -> new Template(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is unknown: wanted {registry}, {repository}, {tag}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{tag", "tag}", "{{tag}}", "}{"})
    void strayBrace_isRefused(String text) {
        assertThatThrownBy(() -> new Template(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("brace");
    }

    @Test
    void bounds() {
        assertThatThrownBy(() -> new Template("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Template("a".repeat(Template.MAXIMUM_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Template("{tag}".repeat(Template.MAXIMUM_PLACEHOLDERS + 1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at most 3 placeholders");
    }

    @ParameterizedTest
    @CsvSource({"Mirror/{repository}, {tag}", "{repository}-, {tag}", "mirror, -{tag}", "mirror:x, {tag}",
            "/{repository}, {tag}"})
    void target_thatNeverMakesNames_isRefused(String repository, String tag) {
        assertThatThrownBy(() -> new RuleTarget("prod", new Template(repository), new Template(tag)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("wanted");
    }
}
