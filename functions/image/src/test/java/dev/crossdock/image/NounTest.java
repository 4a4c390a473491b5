package dev.crossdock.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small nouns: platform, descriptor, media type, raw manifest. */
final class NounTest {
    private static final Digest DIGEST = Digest.sha256(new byte[0]);

    @Test
    void platform_readWithAndWithoutVariant() {
        assertThat(Platform.parse("linux/amd64")).isEqualTo(new Platform("linux", "amd64")).hasToString("linux/amd64");
        assertThat(Platform.parse("linux/arm/v7").variant()).contains("v7");
        assertThat(Platform.parse("linux/arm/v7")).hasToString("linux/arm/v7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "linux", "linux/", "/amd64", "linux//v7", "linux/arm/", "linux/arm/v7/x", " / ",
            "linux/\t"})
    void platform_malformed_refusedWithExample(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Platform.parse(text))
                .withMessageStartingWith("platform \"")
                .withMessageContaining("such as linux/arm64");
    }

    @Test
    void platform_serves_whatIsNotAskedForMayBeAnything() {
        Platform windows = new Platform("windows", "amd64", Optional.empty(), Optional.of("10.0.17763"),
                List.of("win32k"));
        assertThat(windows.serves(new Platform("windows", "amd64"))).isTrue();
        assertThat(windows.serves(new Platform("linux", "amd64"))).isFalse();
        assertThat(windows.serves(new Platform("windows", "arm64"))).isFalse();
        Platform other = new Platform("windows", "amd64", Optional.empty(), Optional.of("10.0.20348"), List.of());
        assertThat(windows.serves(other)).isFalse();
        assertThat(Platform.parse("linux/arm/v7").serves(Platform.parse("linux/arm"))).isTrue();
        assertThat(Platform.parse("linux/arm").serves(Platform.parse("linux/arm/v7"))).isFalse();
        assertThat(Platform.parse("linux/arm/v6").serves(Platform.parse("linux/arm/v7"))).isFalse();
    }

    @Test
    void descriptor_negativeSize_refused() {
        assertThatNoException().isThrownBy(() -> new Descriptor("a/b", DIGEST, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Descriptor("a/b", DIGEST, -1))
                .withMessage("descriptor of %s: its size is -1", DIGEST);
    }

    @Test
    void descriptor_copiesCollectionsIn() {
        List<String> urls = new ArrayList<>(List.of("https://far.example/layer"));
        Map<String, String> annotations = new HashMap<>(Map.of("k", "v"));
        Descriptor descriptor = new Descriptor("a/b", DIGEST, 1, urls, Optional.empty(), annotations);
        urls.clear();
        annotations.clear();
        assertThat(descriptor.urls()).containsExactly("https://far.example/layer");
        assertThat(descriptor.annotations()).containsExactly(Map.entry("k", "v"));
    }

    @ParameterizedTest
    @EnumSource(MediaType.class)
    void mediaType_foundByItsTextWithParametersOrWithout(MediaType type) {
        assertThat(MediaType.find(type.text())).contains(type);
        assertThat(MediaType.find(" " + type.text() + " ; charset=utf-8")).contains(type);
        assertThat(MediaType.isManifest(type.text()))
                .isEqualTo(type.text().matches(".*(image\\.manifest|image\\.index|manifest\\.v2|manifest\\.list).*"));
        assertThat(MediaType.isForeignLayer(type.text())).isEqualTo(type.text().matches(".*(foreign|nondistr).*"));
    }

    @Test
    void mediaType_unknown_isNeitherManifestNorForeign() {
        for (String text : List.of("", ";", "application/json", "APPLICATION/VND.OCI.IMAGE.INDEX.V1+JSON")) {
            assertThat(MediaType.find(text)).isEmpty();
            assertThat(MediaType.isManifest(text)).isFalse();
            assertThat(MediaType.isForeignLayer(text)).isFalse();
        }
    }

    @Test
    void rawManifest_copiesBytesInAndOut() {
        byte[] bytes = "{}".getBytes(UTF_8);
        RawManifest raw = RawManifest.of("a/b; charset=utf-8", bytes);
        bytes[0] = 'x';
        raw.bytes()[1] = 'y';
        assertThat(raw.bytes()).asString(UTF_8).isEqualTo("{}");
        assertThat(raw.digest()).isEqualTo(Digest.sha256("{}".getBytes(UTF_8)));
        assertThat(raw.mediaType()).isEqualTo("a/b");
        assertThat(raw.size()).isEqualTo(2);
        assertThat(raw).hasToString("a/b " + raw.digest() + " (2 bytes)");
    }

    @Test
    void rawManifest_sizeLimit() {
        assertThat(RawManifest.of("a/b", new byte[RawManifest.MAXIMUM_BYTES]).size()).isEqualTo(4 << 20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RawManifest.of("a/b", new byte[RawManifest.MAXIMUM_BYTES + 1]))
                .withMessage("manifest of 4194305 bytes: wanted at most 4194304");
    }

    @Test
    void rawManifest_equalWhereTypeBytesAndDigestAre() {
        RawManifest raw = RawManifest.of("a/b", new byte[]{1});
        assertThat(raw).isEqualTo(RawManifest.of("a/b", new byte[]{1}))
                .hasSameHashCodeAs(RawManifest.of("a/b", new byte[]{1}))
                .isNotEqualTo(RawManifest.of("a/c", new byte[]{1})).isNotEqualTo(RawManifest.of("a/b", new byte[]{2}))
                .isNotEqualTo(RawManifest.of("a/b", new byte[]{1}, DigestAlgorithm.SHA512));
    }
}
