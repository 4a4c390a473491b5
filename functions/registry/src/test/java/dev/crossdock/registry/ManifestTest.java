package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.OCI_INDEX;
import static dev.crossdock.registry.Wire.OCI_MANIFEST;
import static dev.crossdock.registry.Wire.bytes;
import static dev.crossdock.registry.Wire.descriptor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.RawManifest;
import dev.crossdock.registry.Wire.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest extends RegistryContract {
    private static final String MANIFESTS = "/v2/team/app/manifests/";
    private static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final Digest MISSING = Digest.sha256(bytes("missing"));

    @Test
    void pushed_comesBackByteForByte() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer one", "layer two");
        Digest digest = Digest.sha256(manifest);

        for (String reference : new String[]{"1", digest.toString()}) {
            Answer answer = wire.get(MANIFESTS + reference).is(200);
            assertThat(answer.bytes()).isEqualTo(manifest);
            assertThat(answer.headers("Content-Type")).containsExactly(OCI_MANIFEST);
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
            assertThat(answer.header("ETag")).isEqualTo("\"" + digest + "\"");
            Answer head = wire.head(MANIFESTS + reference).is(200);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(manifest.length));
            assertThat(head.headers("Content-Type")).containsExactly(OCI_MANIFEST);
            assertThat(head.header("Transfer-Encoding")).isEmpty();
            assertThat(head.bytes()).isEmpty();
        }
    }

    @Test
    void put_saysWhereItIs() {
        byte[] manifest = wire.image("team/app", "layer");

        Answer answer = wire.putManifest("team/app", "1", OCI_MANIFEST, manifest).is(201);

        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(Digest.sha256(manifest).toString());
        assertThat(answer.headers("OCI-Subject")).isEmpty();
        wire.get(answer.header("Location")).is(200);
    }

    @Test
    void missing_is404() {
        wire.get(MANIFESTS + "none").refused(404, "MANIFEST_UNKNOWN");
        wire.get(MANIFESTS + MISSING).refused(404, "MANIFEST_UNKNOWN");
        assertThat(wire.head(MANIFESTS + "none").is(404).bytes()).isEmpty();
    }

    @Test
    void ofAnotherRepository_is404() {
        Digest digest = Digest.sha256(wire.pushImage("team/other", "1", "layer"));

        wire.get(MANIFESTS + digest).refused(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void held_isNotSentAgain() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");

        wire.get(MANIFESTS + "1", "If-None-Match", "\"" + Digest.sha256(manifest) + "\"").is(304);
    }

    @Test
    void put_byDigest_checksIt() {
        byte[] manifest = wire.image("team/app", "layer");

        wire.putManifest("team/app", MISSING.toString(), OCI_MANIFEST, manifest).refused(400, "DIGEST_INVALID");
        wire.get(MANIFESTS + Digest.sha256(manifest)).is(404);
        wire.putManifest("team/app", Digest.sha256(manifest).toString(), OCI_MANIFEST, manifest).is(201);
        wire.get(MANIFESTS + Digest.sha256(manifest)).is(200);
    }

    @Test
    void put_bySha512_isFoundByBoth() {
        byte[] manifest = wire.image("team/app", "layer");
        Digest digest = Digest.of(DigestAlgorithm.SHA512, manifest);

        Answer put = wire.putManifest("team/app", digest.toString(), OCI_MANIFEST, manifest).is(201);

        assertThat(put.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(wire.get(MANIFESTS + digest).is(200).header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(wire.get(MANIFESTS + Digest.sha256(manifest)).is(200).bytes()).isEqualTo(manifest);
    }

    @Test
    void put_byDigestWithTags_setsThem() {
        byte[] manifest = wire.image("team/app", "layer");
        Digest digest = Digest.sha256(manifest);

        Answer answer = wire.putManifest("team/app", digest + "?tag=a&tag=b", OCI_MANIFEST, manifest).is(201);

        assertThat(answer.headers("OCI-Tag")).containsExactly("a", "b");
        assertThat(wire.get(MANIFESTS + "b").is(200).bytes()).isEqualTo(manifest);
        String many = IntStream.range(0, 101).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
        wire.putManifest("team/app", digest + "?" + many, OCI_MANIFEST, manifest).refused(414, "TAG_INVALID");
        wire.putManifest("team/app", digest + "?tag=..", OCI_MANIFEST, manifest).refused(400, "TAG_INVALID");
    }

    @Test
    void put_whoseBlobsAreMissing_namesThem() {
        Digest config = wire.pushBlob("team/app", bytes("{}"));
        byte[] manifest = manifest(descriptor("application/vnd.oci.image.config.v1+json", config, 2),
                descriptor("application/vnd.oci.image.layer.v1.tar", MISSING, 7));

        Answer answer = wire.putManifest("team/app", "1", OCI_MANIFEST, manifest).refused(400,
                "MANIFEST_BLOB_UNKNOWN");

        assertThat(answer.text()).contains(MISSING.toString()).doesNotContain(config.toString());
        wire.get(MANIFESTS + "1").is(404);
        wire.get("/v2/team/app/tags/list").refused(404, "NAME_UNKNOWN");
    }

    @Test
    void put_whoseBlobIsInAnotherRepositoryOnly_isRefused() {
        byte[] manifest = wire.image("team/other", "layer");

        wire.putManifest("team/app", "1", OCI_MANIFEST, manifest).refused(400, "MANIFEST_BLOB_UNKNOWN");
    }

    @Test
    void put_whoseLayersNobodyHolds_isTakenWhereTheyAreForeign() {
        Digest config = wire.pushBlob("team/app", bytes("{}"));
        byte[] manifest = manifest(descriptor("application/vnd.oci.image.config.v1+json", config, 2),
                descriptor("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", MISSING, 7));

        wire.putManifest("team/app", "1", OCI_MANIFEST, manifest).is(201);
    }

    @Test
    void put_withoutLayers_isTaken() {
        Digest config = wire.pushBlob("team/app", bytes("{}"));

        wire.putManifest("team/app", "1", OCI_MANIFEST,
                manifest(descriptor("application/vnd.oci.empty.v1+json", config, 2), "")).is(201);
    }

    @Test
    void index_ofImagesAndIndexes_needsItsChildren() {
        byte[] image = wire.image("team/app", "layer");
        byte[] index = index(OCI_INDEX, descriptor(OCI_MANIFEST, Digest.sha256(image), image.length));
        wire.putManifest("team/app", "1", OCI_INDEX, index).refused(400, "MANIFEST_BLOB_UNKNOWN");
        wire.putManifest("team/app", Digest.sha256(image).toString(), OCI_MANIFEST, image).is(201);

        wire.putManifest("team/app", "1", OCI_INDEX, index).is(201);
        byte[] nested = index(OCI_INDEX, descriptor(OCI_INDEX, Digest.sha256(index), index.length));
        wire.putManifest("team/app", "nested", OCI_INDEX, nested).is(201);

        assertThat(wire.get(MANIFESTS + "nested").is(200).bytes()).isEqualTo(nested);
        assertThat(wire.get(MANIFESTS + "1").headers("Content-Type")).containsExactly(OCI_INDEX);
    }

    @Test
    void index_ofNothing_isTaken() {
        wire.putManifest("team/app", "1", OCI_INDEX, index(OCI_INDEX, "")).is(201);
    }

    @Test
    void dockersOwnTypes_comeBackAsPushed() {
        Digest config = wire.pushBlob("team/app", bytes("{}"));
        byte[] image = bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[]}".formatted(
                DOCKER_MANIFEST, descriptor("application/vnd.docker.container.image.v1+json", config, 2)));
        wire.putManifest("team/app", "image", DOCKER_MANIFEST, image).is(201);
        byte[] list = index(DOCKER_LIST, descriptor(DOCKER_MANIFEST, Digest.sha256(image), image.length));
        wire.putManifest("team/app", "list", DOCKER_LIST, list).is(201);

        assertThat(wire.get(MANIFESTS + "image").headers("Content-Type")).containsExactly(DOCKER_MANIFEST);
        assertThat(wire.get(MANIFESTS + "list").headers("Content-Type")).containsExactly(DOCKER_LIST);
    }

    @Test
    void dockersTypeWithoutItsNameInTheBody_couldNotBeServedAgain_soIsRefused() {
        Digest config = wire.pushBlob("team/app", bytes("{}"));
        byte[] image = bytes("{\"schemaVersion\":2,\"config\":%s,\"layers\":[]}".formatted(descriptor("x/y", config,
                2)));

        wire.putManifest("team/app", "1", DOCKER_MANIFEST, image).refused(400, "MANIFEST_INVALID");
        wire.putManifest("team/app", "1", OCI_MANIFEST, image).is(201);
        assertThat(wire.get(MANIFESTS + "1").headers("Content-Type")).containsExactly(OCI_MANIFEST);
    }

    /** CVE-2021-41190: what one reader takes for an image and another for an index. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
            "{\"schemaVersion\":2,\"manifests\":[],\"config\":{}}",
            "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_INDEX + "\",\"manifests\":[]}",
            "{\"schemaVersion\":2,\"layers\":[],\"layers\":[],\"config\":{}}", "{", "[]", "", "null", "{}", "\0",
            "{\"schemaVersion\":1,\"fsLayers\":[]}",
            "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:x\",\"size\":1}}",
            "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:../../../x\",\"size\":1}}"})
    void malformed_isRefused(String body) {
        wire.putManifest("team/app", "1", OCI_MANIFEST, bytes(body)).refused(400, "MANIFEST_INVALID");
    }

    @Test
    void announcedType_thatTheBodyContradicts_isRefused() {
        byte[] manifest = wire.image("team/app", "layer");

        for (String type : new String[]{OCI_INDEX, DOCKER_MANIFEST, "application/json", "text/plain"}) {
            wire.putManifest("team/app", "1", type, manifest).refused(400, "MANIFEST_INVALID");
        }
        wire.put(MANIFESTS + "1", manifest).is(201);
        wire.putManifest("team/app", "1", OCI_MANIFEST + "; charset=utf-8", manifest).is(201);
    }

    /** CVE-2017-11468: a body of any size was read into memory. */
    @Test
    void tooLarge_isRefused() {
        byte[] large = new byte[RawManifest.MAXIMUM_BYTES + 1];

        wire.putManifest("team/app", "1", OCI_MANIFEST, large).refused(413, "MANIFEST_INVALID");
        wire.stream("PUT", MANIFESTS + "1", large, "Content-Type", OCI_MANIFEST).refused(413, "MANIFEST_INVALID");
        wire.stream("PUT", MANIFESTS + "1", large, "Content-Type", OCI_MANIFEST, "Content-Encoding", "gzip")
                .refused(413, "MANIFEST_INVALID");
    }

    @Test
    void ofAlmostFourMegabytes_isTaken() {
        Digest config = wire.pushBlob("team/app", bytes("{}"));
        String filler = "x".repeat(3_900_000);
        byte[] manifest = bytes(
                "{\"schemaVersion\":2,\"config\":%s,\"layers\":[],\"annotations\":{\"a\":\"%s\"}}".formatted(
                        descriptor("a/b", config, 2), filler));

        wire.putManifest("team/app", "1", OCI_MANIFEST, manifest).is(201);

        assertThat(wire.get(MANIFESTS + "1").is(200).bytes()).isEqualTo(manifest);
    }

    @Test
    void nestedAThousandDeep_isRefused() {
        byte[] deep = bytes("{\"schemaVersion\":2,\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}");

        wire.putManifest("team/app", "1", OCI_MANIFEST, deep).refused(400, "MANIFEST_INVALID");
    }

    @Test
    void tag_moves() {
        byte[] first = wire.pushImage("team/app", "1", "first");
        byte[] second = wire.pushImage("team/app", "1", "second");

        assertThat(wire.get(MANIFESTS + "1").bytes()).isEqualTo(second);
        assertThat(wire.get(MANIFESTS + Digest.sha256(first)).is(200).bytes()).isEqualTo(first);
    }

    @Test
    void manifestIsNoBlobOfItsRepository() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");

        wire.get("/v2/team/app/blobs/" + Digest.sha256(manifest)).refused(404, "BLOB_UNKNOWN");
    }

    private static byte[] manifest(String config, String layers) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}".formatted(
                OCI_MANIFEST, config, layers));
    }

    private static byte[] index(String mediaType, String manifests) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}".formatted(mediaType, manifests)
                .getBytes(UTF_8);
    }
}
