package dev.crossdock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededImages.Format;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeededImagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void sameSeed_sameBytes() {
        String first = new SeededImages(5).index(Format.OCI, "amd64", "arm64").manifest().digest();
        assertThat(new SeededImages(5).index(Format.OCI, "amd64", "arm64").manifest().digest()).isEqualTo(first);
        assertThat(new SeededImages(6).index(Format.OCI, "amd64", "arm64").manifest().digest()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void layers_unpackToWhatTheConfigSays(Format format) throws Exception {
        SeededImage image = new SeededImages(5).image(format, 2, 1000);
        JsonNode diffIds = JSON.readTree(image.blobs().getFirst().bytes()).at("/rootfs/diff_ids");
        for (int i = 0; i < 2; i++) {
            byte[] packed = image.blobs().get(i + 1).bytes();
            byte[] tar = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
            assertThat(SeededBlob.sha256(tar)).isEqualTo(diffIds.get(i).asText());
            assertThat(tar.length % 512).isZero();
        }
    }

    @Test
    void index_sharesItsFirstLayer() {
        SeededImage index = new SeededImages(5).index(Format.DOCKER, "amd64", "arm64");
        assertThat(index.allBlobs()).hasSize(6);
        assertThat(index.allBlobs().map(SeededBlob::digest).distinct()).hasSize(5);
        assertThat(index.allManifests()).hasSize(3).last().isEqualTo(index.manifest());
    }

    @Test
    void folders_holdEveryBlob(@TempDir Path folder) throws Exception {
        SeededImage index = new SeededImages(5).index(Format.OCI, "amd64", "arm64");
        ImageFolder.writeOci(index, folder.resolve("oci"), "1");
        ImageFolder.writeDir(index, folder.resolve("dir"));
        for (SeededBlob blob : index.allBlobs().toList()) {
            assertThat(folder.resolve("oci/blobs/sha256").resolve(blob.hex())).hasBinaryContent(blob.bytes());
            assertThat(folder.resolve("dir").resolve(blob.hex())).hasBinaryContent(blob.bytes());
        }
        assertThat(
                JSON.readTree(Files.readAllBytes(folder.resolve("oci/index.json"))).at("/manifests/0/digest").asText())
                .isEqualTo(index.manifest().digest());
        assertThat(folder.resolve("dir/manifest.json")).hasBinaryContent(index.manifest().bytes());
    }
}
