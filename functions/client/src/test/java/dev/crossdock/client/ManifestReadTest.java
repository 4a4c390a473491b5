package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ManifestReadTest {
    private static final Tag ONE = new Tag("1");
    private static final String PATH = Wire.V2 + "/manifests/1";
    private static final String OTHER_DIGEST = "sha256:" + "0".repeat(64);

    @AutoClose
    private final Wire wire = new Wire();
    private final SeededBlob manifest = new SeededImages(1).image(Format.OCI, 1, 100).manifest();

    private Answer served() {
        return Answer.status(200).header("Content-Type", manifest.mediaType() + "; charset=utf-8")
                .header("Docker-Content-Digest", manifest.digest()).body(manifest.bytes());
    }

    @Test
    void manifest_byTag_isTheBytes() {
        wire.registry.on("GET", PATH, served());
        assertThat(wire.source().manifest(ONE)).isEqualTo(Wire.raw(manifest));
        assertThat(wire.registry.received().getFirst().header("Accept").orElseThrow())
                .contains("vnd.oci.image.index.v1+json", "vnd.docker.distribution.manifest.list.v2+json", "prettyjws");
        assertThat(wire.registry.received().getFirst().header("Accept-Encoding")).contains("identity");
        assertThat(wire.registry.received().getFirst().header("User-Agent")).contains("crossdock");
    }

    @Test
    void manifest_absent_isMissing() {
        wire.registry.on("GET", PATH, Answer.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Missing.class)
                .hasMessage("read manifest 1 at source " + wire.place()
                        + ": got 404 MANIFEST_UNKNOWN \"manifest unknown\", wanted 200");
    }

    @Test
    void manifest_otherBytesThanTheDigest_isCorrupt() {
        wire.registry.on("GET", Wire.V2 + "/manifests/" + OTHER_DIGEST, served());
        assertThatThrownBy(() -> wire.source().manifest(Digest.parse(OTHER_DIGEST))).isInstanceOf(Corrupt.class)
                .hasMessageContaining("got bytes with the digest " + manifest.digest());
    }

    @Test
    void manifest_headerThatLies_isCorrupt() {
        wire.registry.on("GET", PATH, Answer.status(200).header("Content-Type", manifest.mediaType())
                .header("Docker-Content-Digest", OTHER_DIGEST).body(manifest.bytes()));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Corrupt.class)
                .hasMessageContaining("wanted " + OTHER_DIGEST);
    }

    @Test
    void manifest_withoutEnd_isRefused() {
        wire.registry.on("GET", PATH, Answer.status(200).header("Content-Type", manifest.mediaType())
                .body(new byte[RawManifest.MAXIMUM_BYTES + 1]));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Refused.class)
                .hasMessageContaining("at most 4194304 bytes");
    }

    @Test
    void manifest_ofSchema1_isRefusedWithTheRemedy() {
        wire.registry.on("GET", PATH, Answer.status(200)
                .header("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws").body("{}"));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Refused.class)
                .hasMessageContaining("schema 1").hasMessageContaining("push the image again");
    }

    @Test
    void manifest_cutOnce_isAskedForAgain() {
        wire.registry.on("GET", PATH, served().cutAfter(20)).on("GET", PATH, served());
        assertThat(wire.source().manifest(ONE).digest()).hasToString(manifest.digest());
        assertThat(wire.pauses).hasSize(1);
    }

    @Test
    void manifest_cutAlways_isUnavailableAfterTheLastAttempt() {
        for (int i = 0; i < Retries.MAXIMUM_ATTEMPTS; i++) {
            wire.registry.on("GET", PATH, served().cutAfter(20));
        }
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Unavailable.class)
                .hasMessageEndingWith("(attempt 5 of 5)");
        assertThat(wire.pauses).hasSize(4);
    }

    @Test
    void describe_byHead_readsNoBody() {
        wire.registry.on("HEAD", PATH, served());
        assertThat(wire.source().describe(ONE)).contains(Wire.descriptor(manifest));
    }

    @Test
    void describe_absent_isEmpty() {
        wire.registry.on("HEAD", PATH, Answer.status(404));
        assertThat(wire.source().describe(ONE)).isEmpty();
    }

    @Test
    void describe_withoutDigestHeader_readsTheManifest() {
        wire.registry.on("HEAD", PATH,
                Answer.status(200).header("Content-Type", manifest.mediaType()).body(manifest.bytes())).on("GET", PATH,
                        Answer.status(200).header("Content-Type", manifest.mediaType()).body(manifest.bytes()));
        assertThat(wire.source().describe(ONE)).contains(Wire.descriptor(manifest));
    }

    @Test
    void describe_headNotAllowed_readsTheManifest() {
        wire.registry.on("HEAD", PATH, Answer.status(405)).on("GET", PATH, Answer.status(404));
        assertThat(wire.source().describe(ONE)).isEqualTo(java.util.Optional.<Descriptor>empty());
    }

    @Test
    void describe_otherDigestThanAskedFor_isCorrupt() {
        wire.registry.on("HEAD", Wire.V2 + "/manifests/" + OTHER_DIGEST, served());
        assertThatThrownBy(() -> wire.source().describe(Digest.parse(OTHER_DIGEST))).isInstanceOf(Corrupt.class);
    }
}
