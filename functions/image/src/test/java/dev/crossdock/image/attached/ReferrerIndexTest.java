package dev.crossdock.image.attached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of referrers, and the tags that belong to a manifest. */
class ReferrerIndexTest {
    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(UTF_8));

    private static Manifest referrer(String name, String more) {
        String config = "{\"mediaType\":\"a/config\",\"digest\":\"%s\",\"size\":2}"
                .formatted(Digest.sha256(name.getBytes(UTF_8)));
        return Manifest.parse(RawManifest.of(MediaType.OCI_MANIFEST.text(),
                "{\"schemaVersion\":2,\"config\":%s,\"layers\":[]%s}".formatted(config, more).getBytes(UTF_8)));
    }

    @Test
    void newList_describesItsReferrersAsTheSpecificationSays() {
        Manifest typed = referrer("typed", ",\"artifactType\":\"a/sbom\",\"annotations\":{\"k\":\"v\"}");
        Manifest untyped = referrer("untyped", "");
        RawManifest list = ReferrerIndex.merge(Optional.empty(), List.of(typed, untyped, typed));
        assertThat(list.mediaType()).isEqualTo(MediaType.OCI_INDEX.text());
        assertThat(ReferrerIndex.read(list)).extracting(Referrer::artifactType).containsExactly("a/sbom", "a/config");
        assertThat(ReferrerIndex.read(list).getFirst().descriptor()).isEqualTo(new Descriptor(
                MediaType.OCI_MANIFEST.text(), typed.digest(), typed.raw().size(), List.of(), Optional.empty(),
                java.util.Map.of("k", "v")));
    }

    @Test
    void mergedList_keepsWhatStoodThere_withWhatNobodyKnows() {
        String theirs = "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":3,\"artifactType\":\"x/y\",\"future\":{\"n\":1}}"
                .formatted(SUBJECT);
        RawManifest standing = RawManifest.of(MediaType.OCI_INDEX.text(),
                "{\"schemaVersion\":2,\"manifests\":[%s],\"annotations\":{\"a\":\"b\"}}".formatted(theirs)
                        .getBytes(UTF_8));
        Manifest ours = referrer("ours", "");
        RawManifest merged = ReferrerIndex.merge(Optional.of(standing), List.of(ours));
        assertThat(new String(merged.bytes(), UTF_8)).contains(theirs, "\"annotations\":{\"a\":\"b\"}",
                ours.digest().toString());
        assertThat(ReferrerIndex.merge(Optional.of(merged), List.of(ours))).as("nothing to add").isSameAs(merged);
        assertThat(ReferrerIndex.read(ReferrerIndex.keep(merged, ours.digest()::equals)))
                .extracting(it -> it.descriptor().digest()).containsExactly(ours.digest());
    }

    @Test
    void imageInPlaceOfAList_isNotTouched() {
        RawManifest image = referrer("image", "").raw();
        assertThatThrownBy(() -> ReferrerIndex.merge(Optional.of(image), List.of(referrer("ours", ""))))
                .isInstanceOf(MalformedManifestException.class).hasMessageContaining("wanted an index of referrers");
    }

    @Test
    void listLargerThanAManifest_isNotMade() {
        String big = ",\"annotations\":{\"k\":\"" + "x".repeat(RawManifest.MAXIMUM_BYTES - 1_000) + "\"}";
        assertThatIllegalArgumentException().isThrownBy(() -> ReferrerIndex.merge(Optional.empty(),
                List.of(referrer("one", big), referrer("two", big)))).withMessageContaining("at most 4194304");
    }

    @Test
    void tags_areNamedAfterTheirSubject() {
        assertThat(SubjectTag.REFERRERS.of(SUBJECT)).isEqualTo(new Tag("sha256-" + SUBJECT.hex()));
        assertThat(SubjectTag.cosign()).extracting(kind -> kind.of(SUBJECT).name()).containsExactly(
                "sha256-" + SUBJECT.hex() + ".sig", "sha256-" + SUBJECT.hex() + ".att",
                "sha256-" + SUBJECT.hex() + ".sbom");
        Digest longer = Digest.of(DigestAlgorithm.SHA512, new byte[0]);
        assertThat(SubjectTag.REFERRERS.of(longer)).isEqualTo(new Tag("sha512-" + longer.hex().substring(0, 64)));
        for (SubjectTag kind : SubjectTag.values()) {
            assertThat(SubjectTag.subject(kind.of(SUBJECT))).contains(SUBJECT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "latest", "sha256-abc.sig", "sha256-", "sha512-0000.sig",
            "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85.sig",
            "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.zip",
            "sha256-E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"})
    void otherTags_belongToNothing(String tag) {
        assertThat(SubjectTag.subject(new Tag(tag))).isEmpty();
    }
}
