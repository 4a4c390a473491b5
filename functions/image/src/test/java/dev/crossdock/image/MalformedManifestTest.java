package dev.crossdock.image;

import static dev.crossdock.image.Sample.CONFIG;
import static dev.crossdock.image.Sample.LAYER;
import static dev.crossdock.image.Sample.OCI_INDEX;
import static dev.crossdock.image.Sample.OCI_MANIFEST;
import static dev.crossdock.image.Sample.image;
import static dev.crossdock.image.Sample.index;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that nothing but the one failure ever comes out. */
final class MalformedManifestTest {
    private static final int MUTATIONS = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "1", "\"text\"", "[]", "{", "}", "{}{}", "{'a':1}", "{\"a\":1,}", "{a:1}",
            "{\"a\":NaN}", "{/* */}", "\u0000"})
    void bodyThatIsNoStrictJsonObject(String body) {
        assertMalformed(OCI_INDEX, body).hasMessageContaining("its body is not");
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(contradiction("an index and an image at once", OCI_INDEX,
                "{\"manifests\":[],\"layers\":[],\"config\":" + CONFIG + "}"),
                contradiction("an index and an image at once", OCI_MANIFEST,
                        "{\"manifests\":null,\"config\":" + CONFIG + "}"),
                contradiction("schema 1 and schema 2 at once", "",
                        "{\"fsLayers\":[],\"layers\":[],\"config\":" + CONFIG + "}"),
                contradiction("schema 1 and schema 2 at once", "", "{\"fsLayers\":[],\"manifests\":[]}"),
                contradiction("an image's fields", OCI_INDEX, "{\"layers\":[" + LAYER + "],\"config\":" + CONFIG + "}"),
                contradiction("an image's fields", "",
                        "{\"mediaType\":\"%s\",\"config\":%s}".formatted(OCI_INDEX, CONFIG)),
                contradiction("announced as " + OCI_MANIFEST + ", but its body says " + OCI_INDEX, OCI_MANIFEST,
                        index(OCI_INDEX)),
                contradiction("announced as " + OCI_INDEX, OCI_INDEX, image(OCI_MANIFEST, CONFIG)),
                contradiction("announced as", MediaType.DOCKER_MANIFEST.text(), image(OCI_MANIFEST, CONFIG)),
                contradiction("announced as", MediaType.DOCKER_SCHEMA1.text(), image(OCI_MANIFEST, CONFIG)),
                contradiction("Duplicate field 'layers'", OCI_MANIFEST,
                        "{\"config\":" + CONFIG + ",\"layers\":[],\"layers\":[" + LAYER + "]}"),
                contradiction("Duplicate field 'size'", "",
                        "{\"config\":{\"digest\":\"%s\",\"size\":1,\"size\":2}}".formatted(Sample.digest(""))),
                contradiction("not strict JSON", OCI_INDEX, "{\"manifests\":[]} {}"),
                contradiction("not strict JSON", OCI_INDEX, "{\"manifests\":[]}]"));
    }

    private static Arguments contradiction(String why, String announced, String body) {
        return Arguments.of(why, announced, body);
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void bodyThatTwoReadersCouldReadDifferently(String why, String announced, String body) {
        assertMalformed(announced, body).hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"5\"", "5.0", "5e0", "9223372036854775808", "-9223372036854775809", "true", "[5]",
            "1e400"})
    void sizeThatIsNoWholeNumber(String size) {
        assertMalformed(OCI_MANIFEST, image(OCI_MANIFEST, CONFIG, LAYER, Sample.sized(size)))
                .hasMessageContaining("the size of layers[1] is not a whole number of bytes");
    }

    @Test
    void sizeNegative() {
        assertMalformed(OCI_MANIFEST, image(OCI_MANIFEST, Sample.sized("-1"))).hasMessageContaining("config: ")
                .hasMessageContaining("its size is -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "5", "null", "\"sha256:abc\"", "{\"size\":1}",
            "{\"digest\":\"sha256:abc\",\"size\":1}",
            "{\"digest\":5,\"size\":1}", "{\"digest\":\"../../etc/passwd\",\"size\":1}"})
    void entryThatIsNoDescriptor(String entry) {
        assertMalformed(OCI_INDEX, index(OCI_INDEX, entry));
        assertMalformed(OCI_MANIFEST, image(OCI_MANIFEST, entry));
        assertMalformed(OCI_MANIFEST, image(OCI_MANIFEST, CONFIG, entry));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"mediaType\":5", "\"urls\":[5]", "\"annotations\":{\"a\":5}", "\"platform\":{\"os\":5}",
            "\"platform\":{\"os.features\":[{}]}"})
    void fieldOfTheWrongType(String field) {
        String entry = "{%s,\"digest\":\"%s\",\"size\":1}".formatted(field, Sample.digest(""));
        assertMalformed(OCI_INDEX, "{\"manifests\":[" + entry + "]}").hasMessageContaining("not");
    }

    @Test
    void listThatIsNone() {
        assertMalformed(OCI_INDEX, "{\"manifests\":{}}").hasMessageContaining("manifests is not an array");
        assertMalformed(OCI_MANIFEST, "{\"layers\":5,\"config\":" + CONFIG + "}")
                .hasMessageContaining("layers is not an array");
        assertMalformed(OCI_MANIFEST, "{\"layers\":[]}").hasMessageContaining("config is not a descriptor");
    }

    @Test
    void moreEntriesThanTheMaximum() {
        String tooMany = Sample.repeated(ManifestReader.MAXIMUM_ENTRIES + 1, "{}");
        assertMalformed(OCI_INDEX, index(OCI_INDEX, tooMany))
                .hasMessageContaining("manifests has 10001 entries, more than 10000");
    }

    @Test
    void nestingBomb_refusedWithoutExhaustingTheStack() {
        int levels = RawManifest.MAXIMUM_BYTES / 8;
        assertMalformed(OCI_INDEX, "[".repeat(levels)).hasMessageContaining("not strict JSON");
        assertMalformed(OCI_INDEX, "{\"x\":" + "[".repeat(101) + "]".repeat(101) + "}")
                .hasMessageContaining("nesting depth");
    }

    @Test
    void tokenBomb_refusedWithoutBuildingItsTree() {
        String bomb = "{\"manifests\":[" + Sample.repeated(RawManifest.MAXIMUM_BYTES / 3 - 10, "{}") + "]}";
        assertMalformed(OCI_INDEX, bomb).hasMessageContaining("not strict JSON").hasMessageContaining("Token count");
    }

    @Test
    void schema1_refusedWithWhatToDo() {
        for (String announced : List.of("", MediaType.DOCKER_SCHEMA1.text(), MediaType.DOCKER_SCHEMA1_SIGNED.text())) {
            assertMalformed(announced, "{\"schemaVersion\":1,\"name\":\"app\",\"fsLayers\":[],\"history\":[]}")
                    .hasMessageContaining("Docker schema 1").hasMessageContaining("push the image again");
        }
    }

    @Test
    void typeThatIsNoManifest() {
        assertMalformed("", "{}").hasMessageContaining("neither its body nor its announcement (none) says what it is");
        assertMalformed("text/html", "{}").hasMessageContaining("announcement (text/html)");
        assertMalformed("", image("x/y\\n" + "z".repeat(500), CONFIG)).hasMessageContaining("media type x/y?zzz")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(400));
        assertMalformed("", image(MediaType.OCI_CONFIG.text(), CONFIG)).hasMessageContaining("is no manifest type");
        assertMalformed("", "{\"mediaType\":[]}").hasMessageContaining("mediaType is not text");
    }

    @Test
    void everyPrefixOfValidManifest_isMalformed() {
        for (byte[] valid : valid()) {
            for (int length = 0; length < valid.length; length++) {
                assertThat(parses(Arrays.copyOf(valid, length))).as("the first %d bytes", length).isFalse();
            }
            assertThat(parses(valid)).isTrue();
        }
    }

    @Test
    void mutatedBytes_parseOrAreMalformed() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int parsed = 0;
        for (int trial = 0; trial < MUTATIONS; trial++) {
            byte[] bytes = valid().get(trial % 2).clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : bytes[random.nextInt(bytes.length)];
            }
            try {
                parsed += parses(bytes) ? 1 : 0;
            } catch (RuntimeException e) {
                throw new AssertionError("seed %d, trial %d: %s".formatted(seed, trial, new String(bytes, UTF_8)), e);
            }
        }
        assertThat(parsed).as("both kinds were tried (seed %d)", seed).isBetween(1, MUTATIONS - 1);
    }

    private static List<byte[]> valid() {
        return List.of(image(OCI_MANIFEST, CONFIG, LAYER, LAYER).getBytes(UTF_8),
                index(OCI_INDEX, Sample.entry(OCI_MANIFEST, "child")).getBytes(UTF_8));
    }

    /** Whether the bytes are read; anything thrown but the one exception fails the test. */
    private static boolean parses(byte[] bytes) {
        try {
            Manifest manifest = Manifest.parse(RawManifest.of("", bytes));
            return manifest.raw().size() == bytes.length;
        } catch (MalformedManifestException e) {
            assertThat(e).hasMessageStartingWith("manifest " + Digest.sha256(bytes) + ": ");
            return false;
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertMalformed(String announced, String body) {
        return assertThatThrownBy(() -> Sample.parse(announced, body)).isInstanceOf(MalformedManifestException.class)
                .hasMessageStartingWith("manifest " + Sample.digest(body) + ": ");
    }
}
