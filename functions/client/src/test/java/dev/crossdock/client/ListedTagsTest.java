package dev.crossdock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a list of tags spares a registry; an unmatched request fails the test. */
class ListedTagsTest {
    private static final String LIST = Wire.V2 + "/tags/list\\?n=1000";
    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(UTF_8));
    private static final String REFERRERS = Wire.V2 + "/referrers/" + SUBJECT;
    private static final Tag ONE = new Tag("1");

    @AutoClose
    private final Wire wire = new Wire();

    private Optional<Set<Tag>> listed() {
        return wire.client(Credentials.anonymous()).listed(Wire.APP);
    }

    private Source source(Tag... tags) {
        return wire.client(Credentials.anonymous()).source(Wire.APP, Set.of(tags));
    }

    private Target target(Tag... tags) {
        return wire.client(Credentials.anonymous()).target(Wire.APP, Set.of(tags));
    }

    private static Answer tags(String tags) {
        return Answer.status(200).body("{\"name\":\"app\",\"tags\":" + tags + "}");
    }

    @Test
    void onePage_isTheList() {
        wire.registry.on("GET", LIST, tags("[\"1\",\"2\"]"));
        assertThat(listed()).contains(Set.of(ONE, new Tag("2")));
    }

    @Test
    void unknownRepository_hasNone() {
        wire.registry.on("GET", LIST, Answer.error(404, "NAME_UNKNOWN", "repository name not known to registry"));
        assertThat(listed()).contains(Set.of());
    }

    @Test
    void whatCannotBeRead_isNotKnown() {
        wire.registry
                .on("GET", LIST,
                        tags("[\"1\"]").header("Link", "</v2/app/tags/list?last=1&n=1>; rel=\"next\""))
                .on("GET", LIST, Answer.status(404).body("404 page not found"))
                .on("GET", LIST, Answer.error(403, "DENIED", "push only")).on("GET", LIST, tags("[\"../x\"]"))
                .on("GET", LIST, tags("[").header("Content-Type", "application/json"));
        for (int i = 0; i < 5; i++) {
            assertThat(listed()).as("answer %d", i + 1).isEmpty();
        }
    }

    @Test
    void signaturesThatTheSourceDidNotList_areNotAskedFor() {
        for (SubjectTag kind : SubjectTag.cosign()) {
            assertThat(source(ONE).describe(kind.of(SUBJECT))).isEmpty();
        }
        assertThat(wire.registry.received()).isEmpty();
    }

    @Test
    void otherTagsOfTheSource_areAlwaysAskedFor() {
        wire.registry.on("HEAD", Wire.V2 + "/manifests/2", Answer.status(404));
        assertThat(source(ONE).describe(new Tag("2"))).isEmpty();
        assertThat(wire.registry.received()).hasSize(1);
    }

    @Test
    void referrersApi_isAskedWhateverTheListSays() {
        wire.registry.on("GET", REFERRERS, Answer.status(200).header("Content-Type", MediaType.OCI_INDEX.text())
                .body("{\"schemaVersion\":2,\"manifests\":[]}"));
        assertThat(source(ONE).referrers(SUBJECT, Optional.empty()).byApi()).isTrue();
    }

    @Test
    void fallbackTag_isAskedForWhereItWasListedAlone() {
        Tag fallback = SubjectTag.REFERRERS.of(SUBJECT);
        wire.registry.on("GET", REFERRERS, Answer.status(404).body("404 page not found"));
        assertThat(source(ONE).referrers(SUBJECT, Optional.empty())).isEqualTo(Referrers.NONE);
        wire.registry.on("GET", REFERRERS, Answer.status(404).body("404 page not found")).on("GET",
                Wire.V2 + "/manifests/" + fallback, Answer.error(404, "MANIFEST_UNKNOWN", "gone since"));
        assertThat(source(ONE, fallback).referrers(SUBJECT, Optional.empty())).isEqualTo(Referrers.NONE);
        assertThat(wire.registry.received()).hasSize(3);
    }

    @Test
    void targetsList_hidesNoReferrersThatOthersPutThereSince() {
        wire.registry.on("GET", REFERRERS, Answer.status(404).body("404 page not found")).on("GET",
                Wire.V2 + "/manifests/" + SubjectTag.REFERRERS.of(SUBJECT),
                Answer.status(200).header("Content-Type", MediaType.OCI_INDEX.text()).body(
                        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}"
                                .formatted(MediaType.OCI_INDEX.text())));
        assertThat(target().referrers(SUBJECT).fallback()).isPresent();
    }

    @Test
    void target_lacksTheTagsItDidNotList() {
        assertThat(target(ONE).lacking().tags().test(ONE)).isFalse();
        assertThat(target(ONE).lacking().tags().test(new Tag("2"))).isTrue();
        assertThat(wire.target().lacking()).isSameAs(Target.Lacking.NOTHING);
        assertThat(wire.registry.received()).isEmpty();
    }

    @Test
    void targetWithoutTags_isNotAskedForSmallContent() {
        Descriptor small = new Descriptor("x/y", SUBJECT, ListedTags.NOT_WORTH_ASKING_BYTES - 1);
        Descriptor large = new Descriptor("x/y", SUBJECT, ListedTags.NOT_WORTH_ASKING_BYTES);
        assertThat(target().lacking().content().test(small)).isTrue();
        assertThat(target().lacking().content().test(large)).as("an interrupted copy may have sent it").isFalse();
        assertThat(target(ONE).lacking().content().test(small)).isFalse();
    }
}
