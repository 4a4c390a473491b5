package dev.crossdock.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is cut from an index, and what stays byte for byte. */
class IndexCutTest {
    private static final String HEAD = "{\n  \"schemaVersion\": 2, \"é\": {\"manifests\": [{}, {}]},\n  \"manifests\": [\n    ";
    private static final String TAIL = "\n  ],\n  \"annotations\": {\"a\": \"b\"}, \"n\": 1.50e3\n}\n";

    private static String entry(String name) {
        return "{\"digest\": \"%s\",  \"size\": 7, \"mediaType\": \"%s\", \"x\": [1, {\"y\": \"]}\"}]}"
                .formatted(digest(name), MediaType.OCI_MANIFEST.text());
    }

    private static Digest digest(String name) {
        return Digest.sha256(name.getBytes(UTF_8));
    }

    private static Manifest.Index index(String... names) {
        String entries = Stream.of(names).map(IndexCutTest::entry).collect(Collectors.joining(",\n    "));
        return (Manifest.Index) Manifest
                .parse(RawManifest.of(MediaType.OCI_INDEX.text(), (HEAD + entries + TAIL).getBytes(UTF_8)));
    }

    private static String kept(Manifest.Index index, String... names) {
        List<Digest> wanted = Stream.of(names).map(IndexCutTest::digest).toList();
        return new String(IndexCut.keep(index, entry -> wanted.contains(entry.digest())).bytes(), UTF_8);
    }

    @Test
    void rest_isWhatItWouldBeHadTheOthersNeverBeenThere() {
        Manifest.Index index = index("a", "b", "c", "d");
        for (List<String> names : List.of(List.of("a"), List.of("d"), List.of("b", "c"), List.of("a", "d"),
                List.of("a", "b", "c"), List.of("b", "c", "d"))) {
            String[] array = names.toArray(String[]::new);
            assertThat(kept(index, array)).isEqualTo(new String(index(array).raw().bytes(), UTF_8));
        }
    }

    @Test
    void all_isTheIndexItself() {
        Manifest.Index index = index("a", "b");
        assertThat(IndexCut.keep(index, _ -> true)).isSameAs(index.raw());
    }

    @Test
    void none_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> kept(index("a", "b")))
                .withMessageContaining("none of its");
    }

    @Test
    void repeatedEntries_goTogether() {
        assertThat(kept(index("a", "b", "a"), "b")).isEqualTo(new String(index("b").raw().bytes(), UTF_8));
    }
}
