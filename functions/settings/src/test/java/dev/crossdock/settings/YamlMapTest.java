package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlMapTest {
    @Test
    void textIsAsWritten() {
        YamlMap map = parse("{a: 1.10, b: on, c: true, d: '', e: 0x10, f: 2026-01-01, g: \"x\\ty\"}");
        assertThat(map.keys().stream().map(key -> map.read(key, Function.identity()))).containsExactly("1.10", "on",
                "true", "", "0x10", "2026-01-01", "x\ty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{a: }", "{a: null}", "{a: ~}"})
    void withoutValue_isAbsent(String text) {
        YamlMap map = parse(text);
        assertThat(map.has("a")).isFalse();
        assertThat(map.find("a", Function.identity())).isEmpty();
        assertThat(map.findMap("a")).isEmpty();
        assertThat(map.maps("a")).isEmpty();
        assertThat(map.readAll("a", Function.identity())).isEmpty();
        assertThatThrownBy(() -> map.read("a", Function.identity())).isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("a: is missing").hasMessageStartingWith("test.yml:1:");
        assertThatThrownBy(() -> map.map("a")).isInstanceOf(SettingsException.class).hasMessageEndingWith("is missing");
    }

    @Test
    void listsAndSingles() {
        YamlMap map = parse("a: [x, y]\nb: z\nc: [x, [y]]\nd: [x, null]\ne: {f: g}\n");
        assertThat(map.readAll("a", Function.identity())).containsExactly("x", "y");
        assertThat(map.readAll("b", Function.identity())).containsExactly("z");
        assertThatThrownBy(() -> map.readAll("c", Function.identity())).hasMessage("test.yml:3:8: c[1]: wanted text");
        assertThatThrownBy(() -> map.readAll("d", Function.identity())).hasMessage("test.yml:4:8: d[1]: wanted text");
        assertThatThrownBy(() -> map.readAll("e", Function.identity())).hasMessage("test.yml:5:4: e: wanted text");
        assertThatThrownBy(() -> map.maps("a")).hasMessage("test.yml:1:5: a[0]: wanted a map of keys and values");
        assertThatThrownBy(() -> map.maps("b")).hasMessage("test.yml:2:4: b: wanted a list of maps");
        assertThatThrownBy(() -> map.map("b")).hasMessage("test.yml:2:4: b: wanted a map of keys and values");
    }

    @Test
    void nestedPlaces_areNamed() {
        YamlMap inner = parse("a:\n  - b: {c: 1}\n    d: 2\n").maps("a").getFirst().map("b");
        assertThat(inner.problem("c", "is wrong")).hasMessage("test.yml:2:12: a[0].b.c: is wrong");
        assertThat(inner.problem("z", "is missing")).hasMessage("test.yml:2:8: a[0].b.z: is missing");
    }

    @Test
    void flagsAndNumbers() {
        YamlMap map = parse("{yes: true, no: false, on: on, n: 42, minus: -1, x: 1e3, big: 99999999999999999999}");
        assertThat(map.findFlag("yes")).contains(true);
        assertThat(map.findFlag("no")).contains(false);
        assertThat(map.findFlag("none")).isEmpty();
        assertThatThrownBy(() -> map.findFlag("on")).hasMessageContaining("\"on\": wanted true or false");
        assertThat(map.findNumber("n", 0, 42)).contains(42L);
        assertThat(map.findNumber("minus", -1, 0)).contains(-1L);
        for (String key : List.of("minus", "x", "big", "yes")) {
            assertThatThrownBy(() -> map.findNumber(key, 0, 100))
                    .hasMessageContaining("wanted a whole number from 0 to 100");
        }
    }

    @Test
    void onlyKeys_namesEachUnknownOne() {
        YamlMap map = parse("a: 1\nadress: 2\nURL: 3\n");
        assertThatThrownBy(() -> map.onlyKeys("a", "address", "url")).isInstanceOfSatisfying(SettingsException.class,
                e -> assertThat(e.problems()).containsExactly(
                        "test.yml:2:1: adress: unknown key; the nearest known one is \"address\" (of a, address, url)",
                        "test.yml:3:1: URL: unknown key; the nearest known one is \"url\" (of a, address, url)"));
        map.onlyKeys("a", "adress", "URL", "more");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a: 1\\na: 2 | test.yml:2:1: key \"a\" stands here a second time, first in line 1",
            "x: [{b: 1, b: 2}] | test.yml:1:12: key \"b\" stands here a second time",
            "{[a]: 1} | test.yml:1:2: wanted text for a key",
            "a: !foo b | test.yml:1:4: unknown YAML tag; text that begins with ! wants quotes",
            "a: *none | test.yml:1:4: undefined YAML alias; text that begins with * wants quotes",
            "a: 1\\n---\\nb: 2 | test.yml:2:1: expected a single document in the stream: but found another document",
            "a: \"x | test.yml:1:6: while scanning a quoted scalar: found unexpected end of stream",
            "a: @b | test.yml:1:4: ",
            "'' | test.yml:1:1: wanted a map of keys and values"})
    void brokenDocument_isOneLineWithItsPlace(String text, String expected) {
        assertThatThrownBy(() -> parse(text.replace("\\n", "\n"))).isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(expected).hasMessageNotContaining("\n");
    }

    @Test
    @Timeout(20)
    void nesting_isBounded() {
        String deep = "a: " + "[".repeat(YamlDocument.MAXIMUM_DEPTH) + "]".repeat(YamlDocument.MAXIMUM_DEPTH);
        assertThatThrownBy(() -> parse(deep)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("wanted at most 32 levels");
        parse("a: " + "[".repeat(YamlDocument.MAXIMUM_DEPTH - 1) + "]".repeat(YamlDocument.MAXIMUM_DEPTH - 1));
        assertThatThrownBy(() -> parse("a: " + "[".repeat(500_000))).isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> parse("a: " + "{x: ".repeat(200_000))).isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> parse("- ".repeat(200_000))).isInstanceOf(SettingsException.class);
    }

    @Test
    @Timeout(20)
    void billionLaughs_costNothing() {
        StringBuilder text = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        YamlMap map = parse(text.toString());
        assertThatThrownBy(() -> map.readAll("a29", Function.identity())).hasMessageContaining("wanted text");
        assertThatThrownBy(() -> parse("a: &a [" + "*a,".repeat(YamlDocument.MAXIMUM_ALIASES + 1) + "]"))
                .isInstanceOf(SettingsException.class).hasMessageContaining("100 aliases");
    }

    @Test
    void aliases_meanWhatTheyName() {
        YamlMap map = parse("a: &x [1, 2]\nb: *x\nc: &loop {d: *loop}\n");
        assertThat(map.readAll("b", Function.identity())).containsExactly("1", "2");
        assertThat(map.map("c").map("d").keys()).containsExactly("d");
    }

    @Test
    void file_isBoundedAndUtf8(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.yml");
        Files.writeString(file, "a: é\n");
        assertThat(YamlDocument.read(file).read("a", Function.identity())).isEqualTo("é");
        Files.write(file, "a: é\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> YamlDocument.read(file)).hasMessage(file + ": wanted UTF-8 text");
        Files.writeString(file, "a: b\n#" + "x".repeat(YamlDocument.MAXIMUM_BYTES));
        assertThatThrownBy(() -> YamlDocument.read(file)).hasMessage(file + ": wanted at most 1048576 bytes");
        Files.writeString(file, "\uFEFFa: b\n");
        assertThat(YamlDocument.read(file).keys()).containsExactly("a");
        assertThatThrownBy(() -> YamlDocument.read(folder)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot be read");
    }

    private static YamlMap parse(String text) {
        return YamlDocument.parse("test.yml", text);
    }
}
