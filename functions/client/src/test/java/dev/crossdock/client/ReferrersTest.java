package dev.crossdock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.attached.Referrer;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.testkit.Answer;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target.PutAnswer;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of referrers: the registry's own, and those under the fallback tag. */
class ReferrersTest {
    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(UTF_8));
    private static final String LIST = Wire.V2 + "/referrers/" + SUBJECT;
    private static final String FALLBACK = Wire.V2 + "/manifests/sha256-" + SUBJECT.hex();
    private static final String INDEX = MediaType.OCI_INDEX.text();

    @AutoClose
    private final Wire wire = new Wire();

    private static String entry(String name, String type) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7,\"artifactType\":\"%s\"}"
                .formatted(MediaType.OCI_MANIFEST.text(), digest(name), type);
    }

    private static Digest digest(String name) {
        return Digest.sha256(name.getBytes(UTF_8));
    }

    private static Answer index(String entries) {
        return Answer.status(200).header("Content-Type", INDEX)
                .body("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}".formatted(INDEX, entries));
    }

    private static Answer notFound() {
        return Answer.status(404).header("Content-Type", "text/plain").body("404 page not found");
    }

    private Referrers referrers(Source source) {
        return source.referrers(SUBJECT, Optional.empty());
    }

    @Test
    void list_ofSeveralPages_inItsOrder() {
        wire.registry
                .on("GET", LIST,
                        index(entry("a", "x/a")).header("Link", "<" + LIST + "?last=a>; rel=\"next\""))
                .on("GET", LIST + "\\?last=a", index(entry("b", "x/b")));
        Referrers referrers = referrers(wire.source());
        assertThat(referrers.byApi()).isTrue();
        assertThat(referrers.entries()).extracting(Referrer::artifactType).containsExactly("x/a", "x/b");
        assertThat(referrers.digests()).containsExactlyInAnyOrder(digest("a"), digest("b"));
    }

    @Test
    void list_ofNothing_isEmpty_andNoTagIsAskedFor() {
        wire.registry.on("GET", LIST, index(""));
        assertThat(referrers(wire.source())).isEqualTo(Referrers.byApi(java.util.List.of()));
    }

    @Test
    void oneType_isAskedFor() {
        wire.registry.on("GET", LIST + "\\?artifactType=application(/|%2F)spdx(\\+|%2B)json",
                index(entry("a", "application/spdx+json")).header("OCI-Filters-Applied", "artifactType"));
        assertThat(wire.source().referrers(SUBJECT, Optional.of("application/spdx+json")).entries()).hasSize(1);
    }

    @Test
    void registryWithoutLists_isAskedForTheFallbackTag_andOnlyOnce() {
        wire.registry.on("GET", LIST, notFound()).on("GET", FALLBACK, index(entry("a", "x/a"))).on("GET", FALLBACK,
                Answer.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
        Source source = wire.source();
        Referrers first = referrers(source);
        assertThat(first.byApi()).isFalse();
        assertThat(first.fallback()).isPresent();
        assertThat(first.digests()).containsExactly(digest("a"));
        assertThat(referrers(source)).isEqualTo(Referrers.NONE);
    }

    @Test
    void unknownRepository_saysNothingOfTheRegistry() {
        wire.registry.on("GET", LIST, Answer.error(404, "NAME_UNKNOWN", "no such repository"))
                .on("GET", FALLBACK, Answer.error(404, "NAME_UNKNOWN", "no such repository"))
                .on("GET", LIST, index(entry("a", "x/a")));
        Source source = wire.source();
        assertThat(referrers(source)).isEqualTo(Referrers.NONE);
        assertThat(referrers(source).byApi()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Sign in</html>", "{}", "{\"manifests\":{}}", "[]", "{\"layers\":[],\"config\":{}}"})
    void anythingElseThanAnIndex_isNoList(String body) {
        wire.registry.on("GET", LIST, Answer.status(200).header("Content-Type", "text/html").body(body))
                .on("GET", FALLBACK, notFound());
        assertThat(referrers(wire.source())).isEqualTo(Referrers.NONE);
    }

    @Test
    void imageUnderTheFallbackTag_isRefused() {
        String image = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[]}"
                .formatted(MediaType.OCI_MANIFEST.text(), entry("config", ""));
        wire.registry.on("GET", LIST, notFound()).on("GET", FALLBACK,
                Answer.status(200).header("Content-Type", MediaType.OCI_MANIFEST.text()).body(image));
        assertThatThrownBy(() -> referrers(wire.source())).isInstanceOf(Refused.class)
                .hasMessageContaining("wanted an index of referrers").hasMessageContaining("without referrers");
    }

    @Test
    void nextPageElsewhere_isNotFollowed() {
        wire.registry.on("GET", LIST, index("").header("Link", "<http://169.254.169.254/x>; rel=\"next\""));
        assertThatThrownBy(() -> referrers(wire.source())).isInstanceOf(Corrupt.class)
                .hasMessageContaining("a next page at http://169.254.169.254/x");
    }

    @Test
    void pageThatIsMissing_isNoEnd() {
        wire.registry.on("GET", LIST, index("").header("Link", "<" + LIST + "?last=a>; rel=\"next\"")).on("GET",
                LIST + "\\?last=a", notFound());
        assertThatThrownBy(() -> referrers(wire.source())).isInstanceOf(Corrupt.class)
                .hasMessageContaining("no page 2");
    }

    @Test
    void pageLargerThanAManifest_isRefused() {
        wire.registry.on("GET", LIST, index("" + " ".repeat(RawManifest.MAXIMUM_BYTES)));
        assertThatThrownBy(() -> referrers(wire.source())).isInstanceOf(Refused.class)
                .hasMessageContaining("at most 4194304 bytes a page");
    }

    @Test
    void forbidden_isRefused_andSaysWhatToDo() {
        wire.registry.on("GET", LIST, Answer.error(403, "DENIED", "no"));
        assertThatThrownBy(() -> referrers(wire.source())).isInstanceOf(Refused.class)
                .hasMessageContaining("list referrers of " + SUBJECT).hasMessageContaining("without referrers");
    }

    @Test
    void target_isAskedAsWell_andTellsWhatItLists() {
        wire.registry.on("GET", LIST, index(entry("a", "x/a"))).on("PUT", Wire.V2 + "/manifests/sha256:.*",
                Answer.status(201).header("OCI-Subject", SUBJECT.toString()));
        assertThat(wire.target().referrers(SUBJECT).digests()).containsExactly(digest("a"));
        RawManifest referrer = RawManifest.of(MediaType.OCI_MANIFEST.text(), "{}".getBytes(UTF_8));
        assertThat(wire.target().putManifest(referrer.digest(), referrer)).isEqualTo(new PutAnswer.Stored(true));
    }
}
