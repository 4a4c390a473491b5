package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.OCI_MANIFEST;
import static dev.crossdock.registry.Wire.bytes;
import static dev.crossdock.registry.Wire.descriptor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A directory of docker-registry's, written here by the rules of its paths.go, is served; and ours is such a one. */
class LayoutTest extends RegistryContract {
    private static final byte[] LAYER = bytes("a layer");
    private static final byte[] CONFIG = bytes("{\"os\":\"linux\"}");

    @Test
    void directoryOfDistribution_isServedAsItIs() throws IOException {
        byte[] first = manifest("first");
        byte[] second = manifest("second");
        blob(LAYER);
        blob(CONFIG);
        blob(first);
        blob(second);
        for (byte[] layer : List.of(LAYER, CONFIG)) {
            link("team/app", "_layers/sha256/" + hex(layer), layer);
        }
        for (byte[] manifest : List.of(first, second)) {
            link("team/app", "_manifests/revisions/sha256/" + hex(manifest), manifest);
            link("team/app", "_manifests/tags/latest/index/sha256/" + hex(manifest), manifest);
        }
        link("team/app", "_manifests/tags/latest/current", second);
        file("repositories/team/app/_uploads/0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11/startedat",
                bytes("2026-08-21T09:30:00Z"));
        file("repositories/team/app/_uploads/0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11/data", bytes("half"));
        Map<String, String> before = files();

        assertThat(wire.get("/v2/_catalog").text()).contains("[\"team/app\"]");
        assertThat(wire.get("/v2/team/app/tags/list").text()).contains("[\"latest\"]");
        assertThat(wire.get("/v2/team/app/manifests/latest").is(200).bytes()).isEqualTo(second);
        assertThat(wire.get("/v2/team/app/manifests/" + Digest.sha256(first)).is(200).bytes()).isEqualTo(first);
        assertThat(wire.get("/v2/team/app/blobs/" + Digest.sha256(LAYER)).is(200).bytes()).isEqualTo(LAYER);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void pushedImage_isWrittenByDistributionsRules() throws IOException {
        wire.pushBlob("team/app", LAYER);
        wire.pushBlob("team/app", CONFIG);
        byte[] manifest = manifest("pushed");
        wire.putManifest("team/app", "1.0", OCI_MANIFEST, manifest).is(201);

        Map<String, String> expected = new TreeMap<>();
        for (byte[] blob : List.of(LAYER, CONFIG, manifest)) {
            expected.put("blobs/sha256/%s/%s/data".formatted(hex(blob).substring(0, 2), hex(blob)),
                    new String(blob, UTF_8));
        }
        String repository = "repositories/team/app/";
        for (byte[] layer : List.of(LAYER, CONFIG)) {
            expected.put(repository + "_layers/sha256/" + hex(layer) + "/link", Digest.sha256(layer).toString());
        }
        String link = Digest.sha256(manifest).toString();
        expected.put(repository + "_manifests/revisions/sha256/" + hex(manifest) + "/link", link);
        expected.put(repository + "_manifests/tags/1.0/index/sha256/" + hex(manifest) + "/link", link);
        expected.put(repository + "_manifests/tags/1.0/current/link", link);
        assertThat(files()).isEqualTo(expected);
    }

    @Test
    void blobBySha512_hasItsBytesUnderSha256AndTwoLinks() throws IOException {
        Digest alias = Digest.of(DigestAlgorithm.SHA512, LAYER);
        wire.put(wire.begin("team/app") + "?digest=" + alias, LAYER).is(201);

        String canonical = Digest.sha256(LAYER).toString();
        assertThat(files()).containsOnlyKeys("blobs/sha256/%s/%s/data".formatted(hex(LAYER).substring(0, 2),
                hex(LAYER)), "repositories/team/app/_layers/sha256/" + hex(LAYER) + "/link",
                "repositories/team/app/_layers/sha512/" + alias.hex() + "/link");
        assertThat(files()).containsEntry("repositories/team/app/_layers/sha512/" + alias.hex() + "/link", canonical);
    }

    @Test
    void linkWithALineEnd_isRead() throws IOException {
        blob(LAYER);
        file("repositories/a/_layers/sha256/" + hex(LAYER) + "/link", bytes(Digest.sha256(LAYER) + "\n"));

        wire.get("/v2/a/blobs/" + Digest.sha256(LAYER)).is(200);
    }

    @Test
    void linkToABlobThatIsGone_isNoBlob() throws IOException {
        link("a", "_layers/sha256/" + hex(LAYER), LAYER);
        link("a", "_manifests/revisions/sha256/" + hex(CONFIG), CONFIG);

        wire.get("/v2/a/blobs/" + Digest.sha256(LAYER)).refused(404, "BLOB_UNKNOWN");
        wire.get("/v2/a/manifests/" + Digest.sha256(CONFIG)).refused(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void tornBlobOfAnEarlierProgram_isReplacedByThePush() throws IOException {
        file("blobs/sha256/%s/%s/data".formatted(hex(LAYER).substring(0, 2), hex(LAYER)), bytes(""));

        wire.pushBlob("a", LAYER);

        assertThat(wire.get("/v2/a/blobs/" + Digest.sha256(LAYER)).bytes()).isEqualTo(LAYER);
    }

    @Test
    void leftoversOfACrash_areNoContent() throws IOException {
        byte[] manifest = wire.pushImage("a", "1", "layer");
        file("repositories/a/_manifests/tags/half/index/sha256/" + hex(manifest) + "/link",
                bytes(Digest.sha256(manifest).toString()));
        file("repositories/a/_manifests/tags/1/current/link.0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11.tmp", bytes("sha"));
        file("repositories/a/_manifests/tags/list.tmp", bytes("x"));

        assertThat(wire.get("/v2/a/tags/list").text()).contains("[\"1\"]");
        wire.get("/v2/a/manifests/half").refused(404, "MANIFEST_UNKNOWN");
    }

    private static byte[] manifest(String name) {
        return bytes(
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s],\"annotations\":{\"n\":\"%s\"}}"
                        .formatted(OCI_MANIFEST, descriptor("application/vnd.oci.image.config.v1+json",
                                Digest.sha256(CONFIG), CONFIG.length),
                                descriptor("application/vnd.oci.image.layer.v1.tar", Digest.sha256(LAYER),
                                        LAYER.length),
                                name));
    }

    private void blob(byte[] bytes) throws IOException {
        file("blobs/sha256/%s/%s/data".formatted(hex(bytes).substring(0, 2), hex(bytes)), bytes);
    }

    private void link(String repository, String path, byte[] target) throws IOException {
        file("repositories/%s/%s/link".formatted(repository, path), bytes(Digest.sha256(target).toString()));
    }

    private void file(String path, byte[] bytes) throws IOException {
        Path file = content().resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(content())) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(content().relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static String hex(byte[] bytes) {
        return Digest.sha256(bytes).hex();
    }
}
