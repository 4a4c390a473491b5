package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.OCI_INDEX;
import static dev.crossdock.registry.Wire.OCI_MANIFEST;
import static dev.crossdock.registry.Wire.bytes;
import static dev.crossdock.registry.Wire.descriptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.registry.Wire.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferrersTest extends RegistryContract {
    private static final Digest SUBJECT = Digest.sha256(bytes("no such manifest"));
    private static final String REFERRERS = "/v2/team/app/referrers/" + SUBJECT;

    @Test
    void ofNothing_isAnEmptyIndex() {
        Answer answer = wire.get(REFERRERS).is(200);

        assertThat(answer.headers("Content-Type")).containsExactly(OCI_INDEX);
        assertThat(answer.text()).isEqualTo(
                "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_INDEX + "\",\"manifests\":[]}");
        assertThat(answer.header("OCI-Filters-Applied")).isEmpty();
    }

    @Test
    void subjectNeedNotExist_andIsTold() {
        byte[] artifact = artifact("text/sbom", "a/config");

        Answer put = push(artifact);

        assertThat(put.header("OCI-Subject")).isEqualTo(SUBJECT.toString());
        JsonNode listed = wire.get(REFERRERS).is(200).json().at("/manifests/0");
        assertThat(listed.path("digest").asText()).isEqualTo(Digest.sha256(artifact).toString());
        assertThat(listed.path("mediaType").asText()).isEqualTo(OCI_MANIFEST);
        assertThat(listed.path("size").asInt()).isEqualTo(artifact.length);
        assertThat(listed.path("artifactType").asText()).isEqualTo("text/sbom");
        assertThat(listed.at("/annotations/by").asText()).isEqualTo("test");
    }

    @Test
    void artifactWithoutAType_hasThatOfItsConfiguration() {
        push(artifact("", "a/config"));

        assertThat(wire.get(REFERRERS).json().at("/manifests/0/artifactType").asText()).isEqualTo("a/config");
    }

    @Test
    void index_mayReferToo() {
        byte[] index = bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[],\"subject\":%s}".formatted(
                OCI_INDEX, descriptor(OCI_MANIFEST, SUBJECT, 1)));

        Answer put = wire.putManifest("team/app", "index", OCI_INDEX, index).is(201);

        assertThat(put.header("OCI-Subject")).isEqualTo(SUBJECT.toString());
        JsonNode listed = wire.get(REFERRERS).json().at("/manifests/0");
        assertThat(listed.path("mediaType").asText()).isEqualTo(OCI_INDEX);
        assertThat(listed.has("artifactType")).isFalse();
    }

    @Test
    void filter_isAppliedAndTold() {
        push(artifact("text/sbom", "a/config"));
        push(artifact("text/signature", "a/config"));

        Answer answer = wire.get(REFERRERS + "?artifactType=text%2Fsbom").is(200);

        assertThat(answer.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(answer.json().path("manifests")).hasSize(1);
        assertThat(wire.get(REFERRERS).json().path("manifests")).hasSize(2);
        assertThat(wire.get(REFERRERS + "?artifactType=none").json().path("manifests")).isEmpty();
    }

    @Test
    void deletedReferrer_isListedNoMore() {
        byte[] artifact = artifact("text/sbom", "a/config");
        push(artifact);

        wire.delete("/v2/team/app/manifests/" + Digest.sha256(artifact)).is(202);

        assertThat(wire.get(REFERRERS).json().path("manifests")).isEmpty();
    }

    @Test
    void directoryWithoutOurLinks_getsThemFromItsManifests() throws IOException {
        push(artifact("text/sbom", "a/config"));
        wire.pushImage("team/app", "1", "layer");
        stop();
        List<String> ours = backing().stored("repositories/team/app/_referrers");
        for (String link : ours) {
            backing().delete(link);
        }
        start();

        assertThat(wire.get(REFERRERS).json().path("manifests")).hasSize(1);
        assertThat(backing().stored("repositories/team/app/_referrers")).isEqualTo(ours).hasSize(1);
    }

    @Test
    void damagedRevision_hidesNoOther() throws IOException {
        push(artifact("text/sbom", "a/config"));
        Digest damaged = Digest.sha256(wire.pushImage("team/app", "1", "layer"));
        stop();
        backing().overwrite("repositories/team/app/_manifests/revisions/sha256/" + damaged.hex() + "/link",
                "no digest");
        start();

        assertThat(wire.get(REFERRERS).is(200).json().path("manifests")).hasSize(1);
    }

    @Test
    void damagedReferrer_hidesNoOther() throws IOException {
        Digest torn = Digest.sha256(artifact("text/torn", "a/config"));
        push(artifact("text/torn", "a/config"));
        Digest damaged = Digest.sha256(artifact("text/damaged", "a/config"));
        push(artifact("text/damaged", "a/config"));
        push(artifact("text/sbom", "a/config"));
        backing().overwrite("repositories/team/app/_manifests/revisions/sha256/" + torn.hex() + "/link", "no digest");
        backing().overwrite("blobs/sha256/%s/%s/data".formatted(damaged.hex().substring(0, 2), damaged.hex()), "{");

        assertThat(wire.get(REFERRERS).is(200).json().path("manifests")).singleElement()
                .satisfies(one -> assertThat(one.path("artifactType").asText()).isEqualTo("text/sbom"));
    }

    @Test
    void annotationsBeyondAPage_comeInSeveral() {
        String large = "x".repeat((4 << 20) - 10_000);
        for (String type : List.of("text/one", "text/two", "text/three")) {
            push(artifact(type, "a/config", large));
        }

        List<String> found = new ArrayList<>();
        String next = REFERRERS;
        while (!next.isEmpty()) {
            Answer answer = wire.get(next).is(200);
            assertThat(answer.bytes()).hasSizeLessThan(5 << 20);
            answer.json().path("manifests").forEach(one -> found.add(one.path("artifactType").asText()));
            next = answer.header("Link").isEmpty() ? "" : answer.header("Link").replaceAll("<(.*)>.*", "$1");
        }
        assertThat(found).containsExactlyInAnyOrder("text/one", "text/two", "text/three");
    }

    @Test
    void otherMethods_areNotAllowed() {
        assertThat(wire.delete(REFERRERS).refused(405, "UNSUPPORTED").header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void namesOfOurs_areNoRepositories() {
        push(artifact("text/sbom", "a/config"));

        assertThat(wire.get("/v2/_catalog").text()).isEqualTo("{\"repositories\":[\"team/app\"]}");
        for (String name : List.of("team/app/_referrers", "_referrers")) {
            wire.get("/v2/" + name + "/tags/list").refused(400, "NAME_INVALID");
        }
    }

    private Answer push(byte[] artifact) {
        return wire.putManifest("team/app", Digest.sha256(artifact).toString(), OCI_MANIFEST, artifact).is(201);
    }

    private byte[] artifact(String artifactType, String configType) {
        return artifact(artifactType, configType, "test");
    }

    private byte[] artifact(String artifactType, String configType, String by) {
        Digest config = wire.pushBlob("team/app", bytes("{}"));
        String type = artifactType.isEmpty() ? "" : "\"artifactType\":\"" + artifactType + "\",";
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",%s\"config\":%s,\"layers\":[],\"subject\":%s,%s}"
                .formatted(OCI_MANIFEST, type, descriptor(configType, config, 2), descriptor(OCI_MANIFEST, SUBJECT, 1),
                        "\"annotations\":{\"by\":\"" + by + "\"}"));
    }
}
