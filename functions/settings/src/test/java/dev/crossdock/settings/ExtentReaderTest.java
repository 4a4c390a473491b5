package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Platform;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter.Mode;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of an image a rule takes. */
class ExtentReaderTest {
    @TempDir
    private Path folder;

    private Extent read(String keys) throws IOException {
        Path file = folder.resolve("crossdock.yaml");
        Files.writeString(file, """
                registries: {edge: {url: http://a}, prod: {url: http://b}}
                rules:
                  - name: r
                    source: {registry: edge, repositories: "**", tags: "*"}
                    targets: [{registry: prod}]
                """ + keys.indent(4));
        return CrossdockSettings.read(file, Map.of()).rules().rules().getFirst().extent();
    }

    @Test
    void nothingSaid_isTheWholeImage() throws IOException {
        assertThat(read("")).isEqualTo(Extent.WHOLE);
        assertThat(read("referrers: true")).isEqualTo(Extent.WHOLE);
        assertThat(read("foreignLayers: false")).isEqualTo(Extent.WHOLE);
    }

    @Test
    void everythingSaid_isRead() throws IOException {
        assertThat(read("""
                referrers: {types: [application/spdx+json, a/b]}
                platforms: [linux/amd64, linux/arm64/v8]
                platformsMode: rewrite
                foreignLayers: true
                """)).isEqualTo(new Extent(ReferrerFilter.of(List.of("a/b", "application/spdx+json")),
                new PlatformFilter(Mode.REWRITE, List.of(Platform.parse("linux/amd64"),
                        Platform.parse("linux/arm64/v8"))),
                true));
    }

    @Test
    void platformsAlone_leaveTheIndexAsItIs() throws IOException {
        assertThat(read("platforms: linux/amd64").platforms())
                .isEqualTo(new PlatformFilter(Mode.SPARSE, List.of(Platform.parse("linux/amd64"))));
    }

    @Test
    void noReferrers_areNone() throws IOException {
        assertThat(read("referrers: false")).isEqualTo(Extent.IMAGE_ALONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "referrers: some                  | :6:16: rules[0].referrers: \"some\": wanted true or false",
            "referrers: {}                    | rules[0].referrers.types: wanted at least one artifact type",
            "referrers: {types: [oops]}       | rules[0].referrers.types[0]: artifact type \"oops\": wanted a media type",
            "referrers: {type: [a/b]}         | rules[0].referrers.type: unknown key; the nearest known one is \"types\"",
            "platforms: [linux]               | rules[0].platforms[0]: platform \"linux\": wanted os/architecture",
            "platforms: []                    | rules[0].platforms: wanted at least one platform",
            "platformsMode: sparse            | rules[0].platforms: wanted at least one platform",
            "{platforms: x/y, platformsMode: thin} | rules[0].platformsMode: \"thin\": wanted sparse",
            "platform: [linux/amd64]          | rules[0].platform: unknown key; the nearest known one is \"platforms\"",
            "foreignLayers: copy              | rules[0].foreignLayers: \"copy\": wanted true or false"})
    void whatIsWrong_isNamed(String keys, String problem) {
        String lines = keys.startsWith("{") ? keys.substring(1, keys.length() - 1).replace(", ", "\n") : keys;
        assertThatThrownBy(() -> read(lines)).isInstanceOf(SettingsException.class).hasMessageContaining(problem);
    }

    @Test
    void twoRulesForOneTag_mustWantTheSame() throws IOException {
        Path file = folder.resolve("crossdock.yaml");
        Files.writeString(file,
                """
                        registries: {edge: {url: http://a}, prod: {url: http://b}}
                        rules:
                          - {name: r, source: {registry: edge, repositories: "a", tags: "b"}, targets: [{registry: prod}]}
                          - {name: s, source: {registry: edge, repositories: "a", tags: "b"}, targets: [{registry: prod}], referrers: false}
                        """);
        assertThatThrownBy(() -> CrossdockSettings.read(file, Map.of())).isInstanceOf(SettingsException.class)
                .hasMessageContaining("rule \"s\" and another one would both write prod/a:b");
    }
}
