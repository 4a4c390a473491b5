package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Target.PutAnswer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestPutTest {
    private static final Tag ONE = new Tag("1");
    private static final String PATH = Wire.V2 + "/manifests/1";

    @AutoClose
    private final Wire wire = new Wire();
    private final RawManifest manifest = Wire.raw(new SeededImages(2).image(Format.DOCKER, 1, 10).manifest());

    @Test
    void put_storesTheBytesUntouched() {
        wire.registry.on("PUT", PATH, Answer.status(201).header("Docker-Content-Digest", manifest.digest().toString()));
        assertThat(wire.target().putManifest(ONE, manifest)).isEqualTo(new PutAnswer.Stored());
        assertThat(wire.registry.received().getFirst().body()).isEqualTo(manifest.bytes());
        assertThat(wire.registry.received().getFirst().header("Content-Type")).contains(manifest.mediaType());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "text/plain; charset=utf-8"})
    void put_vaguelyAnnounced_isSentAsWhatItsBodySays(String announced) {
        wire.registry.on("PUT", PATH, Answer.status(201));
        wire.target().putManifest(ONE, RawManifest.of(announced, manifest.bytes()));
        assertThat(wire.registry.received().getFirst().header("Content-Type")).contains(manifest.mediaType());
        assertThat(wire.registry.received().getFirst().body()).isEqualTo(manifest.bytes());
    }

    @ParameterizedTest
    @CsvSource({"400,MANIFEST_BLOB_UNKNOWN", "404,BLOB_UNKNOWN", "404,MANIFEST_UNKNOWN"})
    void put_somethingBeneathIsMissing_isAnAnswer(int status, String code) {
        wire.registry.on("PUT", PATH, Answer.error(status, code, "sha256:00"));
        assertThat(wire.target().putManifest(ONE, manifest))
                .isEqualTo(new PutAnswer.BlobUnknown(status + " " + code + " \"sha256:00\""));
    }

    @Test
    void put_otherDigestStored_isCorrupt() {
        wire.registry.on("PUT", PATH, Answer.status(201).header("Docker-Content-Digest", "sha256:" + "1".repeat(64)));
        assertThatThrownBy(() -> wire.target().putManifest(ONE, manifest)).isInstanceOf(Corrupt.class);
    }

    @Test
    void put_refusals_areSorted() {
        wire.registry.on("PUT", PATH, Answer.error(400, "MANIFEST_INVALID", "bad"))
                .on("PUT", PATH, Answer.error(404, "NAME_UNKNOWN", "no such repository"))
                .on("PUT", PATH, Answer.error(413, "SIZE_INVALID", "too large"))
                .on("PUT", PATH, Answer.error(405, "UNSUPPORTED", "read only"));
        assertThatThrownBy(() -> wire.target().putManifest(ONE, manifest)).isInstanceOf(Refused.class)
                .hasMessageContaining("400 MANIFEST_INVALID");
        assertThatThrownBy(() -> wire.target().putManifest(ONE, manifest)).isInstanceOf(Missing.class);
        assertThatThrownBy(() -> wire.target().putManifest(ONE, manifest)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> wire.target().putManifest(ONE, manifest)).isInstanceOf(Refused.class);
    }

    @Test
    void put_busyOnce_isRepeatedWhole() {
        wire.registry.on("PUT", PATH, Answer.status(503)).on("PUT", PATH, Answer.status(201));
        assertThat(wire.target().putManifest(ONE, manifest)).isEqualTo(new PutAnswer.Stored());
        assertThat(wire.registry.received().getLast().body()).isEqualTo(manifest.bytes());
    }
}
