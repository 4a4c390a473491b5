package dev.crossdock.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that take a place in a document. */
class GraftTest {
    private static final YamlMap DOCUMENT = YamlDocument.parse("t.yml", """
            a: 1
            b: {c: 2, D: [x, y]}
            e: s3
            f: &list [1, 2]
            g: *list
            h:
            """);

    @Test
    void value_replacesWhatStandsThere() {
        YamlMap grafted = DOCUMENT.with(List.of("B", "C"), "V", "3");

        assertThat(grafted.map("b").read("c", Function.identity())).isEqualTo("3");
        assertThat(grafted.map("b").readAll("D", Function.identity())).containsExactly("x", "y");
        assertThat(grafted.read("a", Function.identity())).isEqualTo("1");
        assertThat(DOCUMENT.map("b").read("c", Function.identity())).isEqualTo("2");
    }

    @Test
    void missingMapsAndLists_areMade() {
        YamlMap grafted = DOCUMENT.with(List.of("NEW", "0", "NAME"), "V", "n").with(List.of("h", "i"), "W", "{j: k}");

        assertThat(grafted.maps("new").getFirst().read("name", Function.identity())).isEqualTo("n");
        assertThat(grafted.map("h").map("i").read("j", Function.identity())).isEqualTo("k");
        assertThat(grafted.origin("new")).isEqualTo("V");
        assertThat(grafted.origin("h")).isEqualTo("t.yml");
        assertThat(grafted.map("h").origin("i")).isEqualTo("W");
        assertThat(grafted.origin("none")).isEqualTo("t.yml");
        assertThat(grafted.map("h").pathOf("i")).isEqualTo("h.i");
    }

    @Test
    void listItem_isReplacedOrAppended() {
        assertThat(texts(DOCUMENT.with(List.of("b", "d", "0"), "V", "z").map("b"), "D")).containsExactly("z", "y");
        assertThat(texts(DOCUMENT.with(List.of("b", "d", "2"), "V", "z").map("b"), "D")).containsExactly("x", "y", "z");
        YamlMap grafted = DOCUMENT.with(List.of("f", "0"), "V", "9");
        assertThat(texts(grafted, "f")).containsExactly("9", "2");
        assertThat(texts(grafted, "g")).as("an alias is another place").containsExactly("1", "2");
    }

    @Test
    void textOnTheWay_isAChoice() {
        YamlMap grafted = DOCUMENT.with(List.of("e", "s3", "bucket"), "V", "b");

        assertThat(grafted.map("e").map("s3").read("bucket", Function.identity())).isEqualTo("b");
        assertThat(DOCUMENT.findChoice("e").orElseThrow().keys()).containsExactly("s3");
        assertThat(DOCUMENT.findChoice("b").orElseThrow().keys()).containsExactly("c", "D");
        assertThat(DOCUMENT.findChoice("h")).isEmpty();
    }

    @Test
    void nothing_removesTheValue() {
        assertThat(DOCUMENT.with(List.of("a"), "V", "").has("a")).isFalse();
        assertThat(DOCUMENT.with(List.of("a"), "V", "~").has("a")).isFalse();
        assertThat(DOCUMENT.with(List.of("a"), "V", "''").find("a", Function.identity())).contains("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"b,d,4|z|V: \"4\": wanted the number of an item, 0 to 2",
            "b,d,x|z|V: \"x\": wanted the number", "b,d,99999999|z|V: \"99999999\": wanted the number",
            "a|[|V:1:", "a|*x|V:1:1: undefined YAML alias", "a|{b: 1, b: 2}|V:1:8: key \"b\" stands here a second time",
            "a|!x y|V:1:1: unknown YAML tag"})
    void whatCannotBe_isToldByItsName(String place, String value, String problem) {
        assertThatThrownBy(() -> DOCUMENT.with(List.of(place.split(",")), "V", value)).isInstanceOf(
                SettingsException.class).hasMessageStartingWith(problem);
    }

    @Test
    void problems_nameWhereTheValueCameFrom() {
        YamlMap grafted = DOCUMENT.with(List.of("b", "c"), "V", "x").with(List.of("b", "new"), "W", "{k: 1}");

        assertThatThrownBy(() -> grafted.map("b").findNumber("c", 0, 9)).hasMessageStartingWith("V:1:1: b.c: ");
        assertThatThrownBy(() -> grafted.map("b").onlyKeys("c", "D")).hasMessageStartingWith("W:1:1: b.new: unknown");
        assertThatThrownBy(() -> grafted.map("b").map("new").map("k")).hasMessageStartingWith("W:1:5: b.new.k: ");
        assertThatThrownBy(() -> grafted.map("b").map("new").map("z")).hasMessage("W:1:1: b.new.z: is missing");
    }

    @Test
    void depthAndSize_areBounded() {
        assertThatThrownBy(() -> DOCUMENT.with(Collections.nCopies(YamlDocument.MAXIMUM_DEPTH + 1, "k"), "V", "x"))
                .hasMessage("V: wanted at most 32 levels");
        assertThatThrownBy(() -> DOCUMENT.with(List.of("a"), "V", "x".repeat(YamlDocument.MAXIMUM_BYTES + 1)))
                .hasMessage("V: wanted at most 1048576 characters");
        assertThatThrownBy(() -> DOCUMENT.with(List.of("a"), "V", "[".repeat(100))).hasMessageContaining(
                "at most 32 levels");
    }

    private static List<String> texts(YamlMap map, String key) {
        return map.readAll(key, Function.identity());
    }
}
