package dev.crossdock.plan.extent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Platform;
import dev.crossdock.image.RawManifest;
import dev.crossdock.plan.extent.PlatformFilter.Mode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chosen of an image. */
class FiltersTest {
    private static Digest digest(String name) {
        return Digest.sha256(name.getBytes(UTF_8));
    }

    private static String entry(String name, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1%s}".formatted(MediaType.OCI_MANIFEST.text(),
                digest(name), more);
    }

    private static String platform(String text) {
        String[] parts = text.split("/", -1);
        String variant = parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "";
        return ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"%s}".formatted(parts[0], parts[1], variant);
    }

    private static String attests(String name) {
        return platform("unknown/unknown")
                + ",\"annotations\":{\"vnd.docker.reference.digest\":\"%s\"}".formatted(digest(name));
    }

    private static final Manifest.Index INDEX = (Manifest.Index) Manifest.parse(RawManifest.of(
            MediaType.OCI_INDEX.text(),
            Stream.of(entry("amd64", platform("linux/amd64")), entry("arm64", platform("linux/arm64/v8")),
                    entry("arm", platform("linux/arm/v7")), entry("of amd64", attests("amd64")),
                    entry("of arm64", attests("arm64")), entry("stray", platform("unknown/unknown")),
                    entry("any", "")).collect(Collectors.joining(",", "{\"schemaVersion\":2,\"manifests\":[", "]}"))
                    .getBytes(UTF_8)));

    private static List<Digest> chosen(String platforms) {
        return new PlatformFilter(Mode.SPARSE, Stream.of(platforms.split(";", -1)).map(Platform::parse).toList())
                .choose(INDEX).stream().map(Descriptor::digest).toList();
    }

    @ParameterizedTest
    @CsvSource({"linux/amd64, amd64;of amd64;any", "linux/arm64, arm64;of arm64;any",
            "linux/arm64/v8, arm64;of arm64;any", "linux/arm, arm;any", "linux/arm/v6, any",
            "linux/arm64;linux/amd64, amd64;arm64;of amd64;of arm64;any", "windows/amd64, any"})
    void platforms_takeTheirAttestationsAlong_inTheIndexesOrder(String platforms, String names) {
        assertThat(chosen(platforms)).containsExactlyElementsOf(
                Stream.of(names.split(";", -1)).map(FiltersTest::digest).toList());
    }

    @Test
    void attestation_isForNoPlatform() {
        assertThat(INDEX.entries().stream().filter(PlatformFilter::isAttestation)).hasSize(2);
        PlatformFilter unknown = new PlatformFilter(Mode.SPARSE, List.of(Platform.parse("unknown/unknown")));
        assertThat(INDEX.entries().stream().filter(unknown::serves).map(Descriptor::digest))
                .containsExactly(digest("stray"));
    }

    @Test
    void allAndNone_chooseSo() {
        assertThat(PlatformFilter.ALL.choose(INDEX)).isEqualTo(INDEX.entries());
        assertThat(PlatformFilter.INDEX_ONLY.choose(INDEX)).isEmpty();
    }

    @Test
    void modeAndPlatforms_belongTogether() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PlatformFilter(Mode.REWRITE, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlatformFilter(Mode.ALL, List.of(Platform.parse("linux/amd64"))));
        List<Platform> many = IntStream.rangeClosed(0, PlatformFilter.MAXIMUM_PLATFORMS)
                .mapToObj(i -> new Platform("linux", "a" + i)).toList();
        assertThatIllegalArgumentException().isThrownBy(() -> new PlatformFilter(Mode.SPARSE, many));
    }

    @Test
    void referrers_areAdmittedByType() {
        assertThat(ReferrerFilter.ALL.admits("a/b")).isTrue();
        assertThat(ReferrerFilter.NONE.admits("a/b")).isFalse();
        ReferrerFilter two = ReferrerFilter.of(List.of("c/d", "a/b", "c/d"));
        assertThat(two).isEqualTo(new ReferrerFilter(true, List.of("a/b", "c/d")));
        assertThat(two.admits("a/b")).isTrue();
        assertThat(two.admits("a/c")).isFalse();
        assertThat(two.onlyType()).isEmpty();
        assertThat(ReferrerFilter.of(List.of("a/b")).onlyType()).contains("a/b");
        assertThat(ReferrerFilter.of(List.of())).isEqualTo(ReferrerFilter.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/", "/b", "a/b/c", "a b/c", "a/b?x", "a/b&c=d\n"})
    void typesThatAreNone_areRefused(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> ReferrerFilter.of(List.of(type)))
                .withMessageContaining("wanted a media type");
    }
}
