package dev.crossdock.image;

import static dev.crossdock.image.Sample.CONFIG;
import static dev.crossdock.image.Sample.LAYER;
import static dev.crossdock.image.Sample.OCI_INDEX;
import static dev.crossdock.image.Sample.OCI_MANIFEST;
import static dev.crossdock.image.Sample.digest;
import static dev.crossdock.image.Sample.entry;
import static dev.crossdock.image.Sample.image;
import static dev.crossdock.image.Sample.index;
import static dev.crossdock.image.Sample.parse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read, and how. */
final class ManifestTest {
    @ParameterizedTest
    @EnumSource(names = {"OCI_MANIFEST", "DOCKER_MANIFEST"})
    void image_hasConfigAndLayersInOrder(MediaType type) {
        String second = entry(MediaType.DOCKER_LAYER_GZIP.text(), "second");
        Manifest manifest = parse(type.text(), image(type.text(), CONFIG, LAYER, second, LAYER));
        assertThat(manifest).isInstanceOf(Manifest.Image.class);
        assertThat(manifest.mediaType()).isEqualTo(type.text());
        assertThat(manifest.blobs()).extracting(Descriptor::digest).containsExactly(digest("config"), digest("layer"),
                digest("second"), digest("layer"));
        assertThat(manifest.children()).isEmpty();
        assertThat(manifest.subject()).isEmpty();
        assertThat(manifest.descriptor())
                .isEqualTo(new Descriptor(type.text(), manifest.raw().digest(), manifest.raw().size()));
    }

    @ParameterizedTest
    @EnumSource(names = {"OCI_INDEX", "DOCKER_MANIFEST_LIST"})
    void index_hasChildrenWithPlatforms(MediaType type) {
        String child = """
                {"mediaType":"%s","digest":"%s","size":7,"annotations":{"k":"v"},"urls":["https://far.example/x"],
                 "platform":{"os":"windows","architecture":"arm","variant":"v7","os.version":"10","os.features":["f"]}}"""
                .formatted(OCI_MANIFEST, digest("child"));
        Manifest manifest = parse(type.text(), index(type.text(), child));
        assertThat(manifest).isInstanceOf(Manifest.Index.class);
        assertThat(manifest.mediaType()).isEqualTo(type.text());
        assertThat(manifest.blobs()).isEmpty();
        Descriptor read = manifest.children().getFirst();
        assertThat(read.size()).isEqualTo(7);
        assertThat(read.annotations()).containsEntry("k", "v");
        assertThat(read.urls()).containsExactly("https://far.example/x");
        Platform platform = read.platform().orElseThrow();
        assertThat(platform).hasToString("windows/arm/v7");
        assertThat(platform.osVersion()).contains("10");
        assertThat(platform.osFeatures()).containsExactly("f");
    }

    @Test
    void bytes_keptAsTheyArrived_unknownFieldsAndSpaceIncluded() {
        String body = " {\"x-new\": {\"deep\":[1.50, null]},\r\n \"layers\":[" + LAYER + "],\t\"config\":" + CONFIG
                + "} ";
        Manifest manifest = parse(OCI_MANIFEST, body);
        assertThat(manifest.raw().bytes()).asString(UTF_8).isEqualTo(body);
        assertThat(manifest.digest()).isEqualTo(digest(body));
    }

    @Test
    void typeInBodyMissing_announcementDecides() {
        assertThat(parse(MediaType.DOCKER_MANIFEST.text(), "{\"config\":" + CONFIG + "}").mediaType())
                .isEqualTo(MediaType.DOCKER_MANIFEST.text());
        assertThat(parse(OCI_INDEX + "; charset=utf-8", "{\"manifests\":[]}").mediaType()).isEqualTo(OCI_INDEX);
    }

    @Test
    void announcementMissingOrVague_bodyDecides() {
        String docker = MediaType.DOCKER_MANIFEST.text();
        for (String vague : List.of("", "application/json", "text/plain; charset=utf-8", "application/octet-stream")) {
            assertThat(parse(vague, image(docker, CONFIG)).mediaType()).isEqualTo(docker);
            assertThat(parse(vague, index(OCI_INDEX)).mediaType()).isEqualTo(OCI_INDEX);
        }
    }

    @Test
    void bothMissing_judgedByShape() {
        assertThat(parse("", "{\"manifests\":[]}").mediaType()).isEqualTo(OCI_INDEX);
        assertThat(parse("", "{\"config\":" + CONFIG + ",\"layers\":[]}").mediaType()).isEqualTo(OCI_MANIFEST);
    }

    @Test
    void foreignLayers_areLayersButNotBlobsToMove() {
        for (MediaType type : MediaType.values()) {
            if (type.kind() == MediaType.Kind.FOREIGN_LAYER) {
                Manifest manifest = parse(OCI_MANIFEST, image(OCI_MANIFEST, CONFIG, entry(type.text(), "base"), LAYER));
                assertThat(((Manifest.Image) manifest).layers()).hasSize(2);
                assertThat(manifest.blobs()).extracting(Descriptor::digest).containsExactly(digest("config"),
                        digest("layer"));
            }
        }
    }

    @Test
    void layerOfUnknownType_isBlobLikeAnyOther() {
        Manifest manifest = parse(OCI_MANIFEST, image(OCI_MANIFEST, CONFIG, entry("application/wasm", "module")));
        assertThat(manifest.blobs()).extracting(Descriptor::digest).contains(digest("module"));
    }

    @Test
    void buildKitCacheIndex_itsLayersAreBlobs() {
        Manifest cache = parse(OCI_INDEX, index(OCI_INDEX, LAYER, CONFIG, entry(OCI_MANIFEST, "image")));
        assertThat(cache.blobs()).extracting(Descriptor::digest).containsExactly(digest("layer"), digest("config"));
        assertThat(cache.children()).extracting(Descriptor::digest).containsExactly(digest("image"));
    }

    @Test
    void artifact_namesItsSubject() {
        String body = """
                {"schemaVersion":2,"mediaType":"%s","artifactType":"application/x.sbom","config":%s,"layers":[%s],
                 "subject":%s}""".formatted(OCI_MANIFEST, entry("application/vnd.oci.empty.v1+json", "{}"),
                entry("text/spdx", "sbom"), entry(OCI_MANIFEST, "subject"));
        Manifest manifest = parse(OCI_MANIFEST, body);
        assertThat(manifest.subject().map(Descriptor::digest)).contains(digest("subject"));
        assertThat(manifest.blobs()).hasSize(2);
        assertThat(parse("", "{\"manifests\":[],\"subject\":null}").subject()).isEmpty();
        assertThat(parse("", "{\"manifests\":[],\"subject\":" + CONFIG + "}").subject()).isPresent();
    }

    @Test
    void sizesAndDigests_atTheirLimits() {
        String large = Sample.sized(String.valueOf(Long.MAX_VALUE));
        assertThat(parse("", "{\"config\":" + large + "}").blobs().getFirst().size()).isEqualTo(Long.MAX_VALUE);
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, new byte[0]);
        String entry = "{\"digest\":\"" + sha512 + "\",\"size\":0}";
        assertThat(parse("", "{\"config\":" + entry + "}").blobs())
                .containsExactly(new Descriptor("", sha512, 0));
    }

    @Test
    void entries_upToTheMaximum() {
        String full = Sample.repeated(ManifestReader.MAXIMUM_ENTRIES, LAYER);
        assertThat(parse(OCI_MANIFEST, image(OCI_MANIFEST, CONFIG, full)).blobs())
                .hasSize(ManifestReader.MAXIMUM_ENTRIES + 1);
    }
}
