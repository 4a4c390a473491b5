package dev.crossdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({"alpine, docker.io/library/alpine", "alpine:3.20, docker.io/library/alpine:3.20",
            "team/app, docker.io/team/app", "a/b/c, docker.io/a/b/c", "docker.io/alpine, docker.io/library/alpine",
            "docker.io/team/app:1, docker.io/team/app:1", "index.docker.io/alpine, docker.io/library/alpine",
            "index.docker.io/team/app, docker.io/team/app", "localhost/app, localhost/app",
            "localhost:5000/app:v1, localhost:5000/app:v1", "host:5000/app, host:5000/app",
            "eu.example/app, eu.example/app", "eu.example:443/a/b:c.D_e-1, eu.example:443/a/b:c.D_e-1",
            "127.0.0.1:5000/app, 127.0.0.1:5000/app", "[::1]/app, [::1]/app",
            "[2001:db8::1]:5000/app:v1, [2001:db8::1]:5000/app:v1", "Registry/app, Registry/app",
            "xn--n3h.example/app, xn--n3h.example/app", "host/app, docker.io/host/app",
            "quay.io/app, quay.io/app", "a--b/c__d/e.f_g, docker.io/a--b/c__d/e.f_g",
            "app:5000, docker.io/library/app:5000", "localhost, docker.io/library/localhost"})
    void wellFormed_readWithDefaultsWrittenOut(String text, String whole) {
        assertThat(Reference.parse(text)).hasToString(whole);
        assertThat(Reference.parse(whole)).isEqualTo(Reference.parse(text));
    }

    @Test
    void partsOfFullReference() {
        Reference reference = Reference.parse("[fe80::1]:5000/team/app:v1@sha256:" + HEX);
        assertThat(reference.registry()).isEqualTo("[fe80::1]:5000");
        assertThat(reference.repository()).isEqualTo(new Repository("team/app"));
        assertThat(reference.tag()).contains(new Tag("v1"));
        assertThat(reference.digest()).contains(new Digest(DigestAlgorithm.SHA256, HEX));
        assertThat(reference).hasToString("[fe80::1]:5000/team/app:v1@sha256:" + HEX);
    }

    @Test
    void manifestIsNamedByDigestThenTagThenLatest() {
        Digest digest = new Digest(DigestAlgorithm.SHA512, HEX + HEX);
        assertThat(Reference.parse("app:v1@" + digest).tagOrDigest()).isEqualTo(digest);
        assertThat(Reference.parse("app@" + digest).tagOrDigest()).isEqualTo(digest);
        assertThat(Reference.parse("app:v1").tagOrDigest()).isEqualTo(new Tag("v1"));
        assertThat(Reference.parse("app").tagOrDigest()).isEqualTo(new Tag("latest"));
        assertThat(Reference.parse("app").tag()).as("what was not said is not written").isEmpty();
    }

    @Test
    void limits_lastGoodAndFirstBad() {
        assertThat(Reference.parse("a.io/b:" + "t".repeat(128)).tag()).isPresent();
        assertRefused("a.io/b:" + "t".repeat(129));
        assertThat(Reference.parse("a.io/" + "b".repeat(255)).repository().name()).hasSize(255);
        assertRefused("a.io/" + "b".repeat(256));
        assertRefused("b".repeat(248));
        assertThat(Reference.parse("b".repeat(247)).repository().name()).as("with library/ before it").hasSize(255);
        assertRefused("a".repeat(1_020) + ".io/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/", ":", "@", "/app", "app/", "eu.example/", "eu.example//app", "a//b", "App",
            "a/B",
            "eu.example/App", "app:", "app:.v1", "app:-v1", "app:v 1", "app:v1:v2", "app@", "app@sha256:abc", "app@v1",
            "app@sha256:" + HEX + "@sha256:" + HEX, "app@sha256:" + HEX + ":v1", "app\n", "app:v1\n", " app",
            "-host.example/app", "host-.example/app", "host..example/app", ".example/app", "host.example:/app",
            "host.example:port/app", "host.example:123456/app", "[::1/app", "::1/app", "[::1]x/app", "[::g]/app",
            "https://eu.example/app", "user@eu.example/app", "user:pass@eu.example/app", "eu.example/../app",
            "eu.example/app/.", "eu.example/a\u0000b", "eu_1.example/app", "a___b", "a..b", "a._b", "_a", "a_",
            "é/app"})
    void malformed_refused(String text) {
        assertRefused(text);
    }

    @Test
    void refusal_quotesTheTextAndSaysWhatIsWrong() {
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse("eu.example/App"))
                .withMessageStartingWith("image reference \"eu.example/App\": repository \"App\": wanted at most 255");
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse("a\u001b[31m/" + "x".repeat(2_000)))
                .withMessageContaining("a?[31m").withMessageContaining("longer than 1024 characters")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(300));
    }

    @Test
    void registryOfAnyLength_readOrRefusedWithoutExhaustingTheStack() {
        String labels = "a.".repeat(100_000) + "a";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reference(labels, new Repository("b"), Optional.empty(), Optional.empty()))
                .withMessageContaining("wanted a host name");
    }

    private static void assertRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Reference.parse(text))
                .withMessageStartingWith("image reference \"");
    }
}
