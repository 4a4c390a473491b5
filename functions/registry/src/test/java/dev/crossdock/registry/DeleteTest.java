package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeleteTest extends RegistryContract {
    private static final String MANIFESTS = "/v2/team/app/manifests/";

    @Test
    void tag_goesAlone() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");
        wire.putManifest("team/app", "2", Wire.OCI_MANIFEST, manifest).is(201);

        wire.delete(MANIFESTS + "1").is(202);

        wire.head(MANIFESTS + "1").is(404);
        wire.head(MANIFESTS + "2").is(200);
        wire.head(MANIFESTS + Digest.sha256(manifest)).is(200);
        assertThat(wire.get("/v2/team/app/tags/list").text()).contains("[\"2\"]");
        wire.delete(MANIFESTS + "1").refused(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void manifest_goesWithItsTags() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");
        wire.putManifest("team/app", "2", Wire.OCI_MANIFEST, manifest).is(201);
        wire.pushImage("team/app", "other", "another layer");
        Digest digest = Digest.sha256(manifest);

        wire.delete(MANIFESTS + digest).is(202);

        wire.head(MANIFESTS + digest).is(404);
        wire.head(MANIFESTS + "1").is(404);
        wire.head(MANIFESTS + "2").is(404);
        wire.head(MANIFESTS + "other").is(200);
        assertThat(wire.get("/v2/team/app/tags/list").text()).contains("[\"other\"]");
        wire.delete(MANIFESTS + digest).refused(404, "MANIFEST_UNKNOWN");
    }

    @Test
    void manifest_goesThoughAnotherTagIsDamaged() throws IOException {
        Digest digest = Digest.sha256(wire.pushImage("team/app", "1", "layer"));
        wire.pushImage("team/app", "damaged", "another layer");
        backing().overwrite("repositories/team/app/_manifests/tags/damaged/current/link", "nothing");

        wire.delete(MANIFESTS + digest).is(202);

        wire.head(MANIFESTS + "1").is(404);
        assertThat(wire.get("/v2/team/app/tags/list").text()).contains("[\"damaged\"]");
    }

    @Test
    void manifest_bySha512_goesByBothNames() {
        byte[] manifest = wire.image("team/app", "layer");
        Digest digest = Digest.of(DigestAlgorithm.SHA512, manifest);
        wire.putManifest("team/app", digest + "?tag=1", Wire.OCI_MANIFEST, manifest).is(201);

        wire.delete(MANIFESTS + digest).is(202);

        wire.head(MANIFESTS + digest).is(404);
        wire.head(MANIFESTS + Digest.sha256(manifest)).is(404);
        wire.head(MANIFESTS + "1").is(404);
    }

    @Test
    void tag_deletedAndPushedAgain_isThere() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");
        wire.delete(MANIFESTS + Digest.sha256(manifest)).is(202);

        wire.pushImage("team/app", "1", "layer");

        assertThat(wire.get(MANIFESTS + "1").is(200).bytes()).isEqualTo(manifest);
    }

    @Test
    void deletedBlob_cannotBeReferredTo() {
        byte[] manifest = wire.image("team/app", "layer");
        wire.delete("/v2/team/app/blobs/" + Digest.sha256(Wire.bytes("layer"))).is(202);

        wire.putManifest("team/app", "1", Wire.OCI_MANIFEST, manifest).refused(400, "MANIFEST_BLOB_UNKNOWN");
    }

    /** CVE-2026-41888: one route of several did not ask. */
    @Test
    void switchedOff_everyRouteRefusesAndNothingChanges() throws IOException {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");
        List<String> paths = List.of(MANIFESTS + "1", MANIFESTS + Digest.sha256(manifest),
                "/v2/team/app/blobs/" + Digest.sha256(Wire.bytes("layer")));
        restart(false, List.of());

        for (String path : paths) {
            assertThat(wire.delete(path).refused(405, "UNSUPPORTED").text()).contains("storage.delete.enabled");
            wire.get(path).is(200);
        }
        wire.delete(MANIFESTS + "none").refused(405, "UNSUPPORTED");
        assertThat(wire.get("/v2/team/app/tags/list").text()).contains("[\"1\"]");
        wire.delete(wire.begin("team/app")).is(204);
    }
}
