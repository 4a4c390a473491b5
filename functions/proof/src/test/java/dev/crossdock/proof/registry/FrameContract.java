package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.data.Assembly.IMAGE;
import static dev.crossdock.proof.registry.wire.Wire.blobs;
import static dev.crossdock.proof.registry.wire.Wire.manifests;
import static dev.crossdock.proof.registry.wire.Wire.referrers;
import static dev.crossdock.proof.registry.wire.Wire.tags;
import static dev.crossdock.proof.registry.wire.Wire.uploads;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.proof.registry.data.Assembly;
import dev.crossdock.proof.registry.data.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry says when it is only greeted, asked for what it has not, or asked for what nobody can have. */
interface FrameContract extends Conforming {
    @Test
    default void ping_isAnswered() {
        wire().get("/v2/").is(200).has("Docker-Distribution-Api-Version", "registry/2.0");
        wire().head("/v2/").is(200);
        wire().get("/v2").is(200);
    }

    @Test
    default void repositoryNeverWritten_hasNoTags() {
        wire().get(tags(newRepository())).refused(404, "NAME_UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource
    default void repositoryNeverWritten_hasNoReferrers(DigestAlgorithm algorithm) {
        wire().get(referrers(newRepository(), Digest.of(algorithm, "nothing".getBytes(UTF_8)))).is(200).has(
                "Content-Type", Assembly.INDEX)
                .holds(("{\"schemaVersion\":2,\"mediaType\":\"" + Assembly.INDEX + "\",\"manifests\":[]}")
                        .getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    default void blobNeverPushed_isMissing(DigestAlgorithm algorithm) {
        Digest missing = Digest.of(algorithm, "missing blob".getBytes(UTF_8));
        wire().get(blobs(newRepository(), missing)).refused(404, "BLOB_UNKNOWN");
        wire().head(blobs(newRepository(), missing)).is(404);
        wire().delete(blobs(newRepository(), missing)).refused(404, "BLOB_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "sha256:e258d248fda94c63753607f7c4494ee0fcbe92f1a76bfdac795c9d84101eb317"})
    default void manifestNeverPushed_isMissing(String reference) {
        wire().get(manifests(newRepository(), reference)).refused(404, "MANIFEST_UNKNOWN");
        wire().head(manifests(newRepository(), reference)).is(404);
        wire().delete(manifests(newRepository(), reference)).refused(404, "MANIFEST_UNKNOWN");
    }

    @Test
    default void manifestUnderSha512_neverPushed_isMissing() {
        Digest missing = Digest.of(DigestAlgorithm.SHA512, "missing manifest".getBytes(UTF_8));
        wire().get(manifests(newRepository(), missing)).refused(404, "MANIFEST_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:baddigeststring", "sha256:", "sha512:abc", "md5:d41d8cd98f00b204e9800998ecf8427e",
            "sha256:E258D248FDA94C63753607F7C4494EE0FCBE92F1A76BFDAC795C9D84101EB317"})
    default void digestThatIsNone_isRefusedEverywhere(String digest) {
        String repository = newRepository();
        Assembly content = new Assembly(1);
        Piece image = content.add(content.image());
        wire().putManifest(repository, digest, IMAGE, image.bytes()).refused(400, "DIGEST_INVALID");
        wire().get(manifests(repository, digest)).refused(400, "DIGEST_INVALID");
        wire().get(blobs(repository, digest)).refused(400, "DIGEST_INVALID");
        wire().get(referrers(repository, digest)).refused(400, "DIGEST_INVALID");
        wire().post(uploads(repository) + "?digest=" + digest).refused(400, "DIGEST_INVALID");
        wire().post(uploads(repository) + "?mount=" + digest).refused(400, "DIGEST_INVALID");
        String session = wire().begin(repository);
        wire().send("PUT", session + "?digest=" + digest, new byte[1]).refused(400, "DIGEST_INVALID");
        wire().get(session).is(204).has("Range", "0-0");
    }

    @Test
    default void nameThatIsNone_isRefused() {
        for (String name : new String[]{"UPPER", "a/_b", "a..b", "-a", "a/", "x".repeat(300)}) {
            wire().get("/v2/" + name + "/tags/list").refused(400, "NAME_INVALID");
            wire().post("/v2/" + name + "/blobs/uploads/").refused(400, "NAME_INVALID");
        }
    }

    @Test
    default void addressThatMeansNothing_isNotFound() {
        wire().get("/v2/a/b").is(404);
        wire().get("/v1/search").is(404);
    }

    @Test
    default void methodThatIsNone_isToldWhichThereAre() {
        String repository = newRepository();
        assertThat(wire().send("POST", manifests(repository, "1"), new byte[0]).refused(405, "UNSUPPORTED").header(
                "Allow")).contains("PUT");
        assertThat(wire().send("PUT", tags(repository), new byte[0]).refused(405, "UNSUPPORTED").header("Allow"))
                .contains("GET");
        wire().send("PUT", referrers(repository, Digest.sha256(new byte[0])), new byte[0]).refused(405, "UNSUPPORTED");
    }
}
