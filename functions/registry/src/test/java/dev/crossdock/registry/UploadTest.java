package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.registry.Wire.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest extends RegistryContract {
    private static final byte[] BLOB = bytes("0123456789abcdef");
    private static final Digest DIGEST = Digest.sha256(BLOB);
    private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

    @ParameterizedTest
    @EnumSource
    void post_withDigest_takesTheBlobAtOnce(DigestAlgorithm algorithm) {
        Digest digest = Digest.of(algorithm, BLOB);
        Answer answer = wire.post(UPLOADS + "?digest=" + digest, BLOB).is(201);

        assertThat(answer.header("Location")).isEqualTo("/v2/team/app/blobs/" + digest);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertStored(digest);
    }

    @ParameterizedTest
    @EnumSource
    void postThenPut_takesTheBlob(DigestAlgorithm algorithm) {
        Digest digest = Digest.of(algorithm, BLOB);

        wire.put(wire.begin("team/app") + "?digest=" + digest, BLOB).is(201);

        assertStored(digest);
    }

    @ParameterizedTest
    @EnumSource
    void patchThenPut_takesTheStream(DigestAlgorithm algorithm) {
        Digest digest = Digest.of(algorithm, BLOB);
        Answer patched = wire.stream("PATCH", wire.begin("team/app"), BLOB).is(202);
        assertThat(patched.header("Range")).isEqualTo("0-15");

        wire.put(patched.header("Location") + "?digest=" + digest, new byte[0]).is(201);

        assertStored(digest);
    }

    @Test
    void post_tellsWhereAndHowFar() {
        Answer answer = wire.post(UPLOADS, new byte[0]).is(202);

        assertThat(answer.header("Location")).startsWith(UPLOADS);
        assertThat(answer.header("Location")).endsWith(answer.header("Docker-Upload-UUID"));
        assertThat(answer.header("Range")).isEqualTo("0-0");
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void post_withAlgorithm_hashesWithIt() throws IOException {
        Digest digest = Digest.of(DigestAlgorithm.SHA512, BLOB);
        String location = wire.post(UPLOADS + "?digest-algorithm=sha512", new byte[0]).is(202).header("Location");

        wire.patch(location, BLOB).is(202);
        wire.put(location + "?digest=" + digest, new byte[0]).is(201);

        assertStored(digest);
        wire.post(UPLOADS + "?digest-algorithm=md5", new byte[0]).refused(400, "DIGEST_INVALID");
        assertThat(backing().stored("repositories/team/app/_uploads")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "put", "patch", "chunk"})
    void wrongDigest_isRefusedAndNothingIsStored(String way) throws IOException {
        Digest wrong = Digest.sha256(bytes("something else"));
        String location = wire.begin("team/app");
        Answer answer = switch (way) {
            case "post" -> wire.post(UPLOADS + "?digest=" + wrong, BLOB);
            case "put" -> wire.put(location + "?digest=" + wrong, BLOB);
            case "patch" -> {
                wire.patch(location, BLOB).is(202);
                yield wire.put(location + "?digest=" + wrong, new byte[0]);
            }
            default -> wire.put(location + "?digest=" + wrong, BLOB, "Content-Range", "0-15");
        };
        answer.refused(400, "DIGEST_INVALID");

        assertThat(answer.json().at("/errors/0/detail").asText()).contains(wrong.toString(), DIGEST.toString());
        wire.head("/v2/team/app/blobs/" + wrong).is(404);
        wire.head("/v2/team/app/blobs/" + DIGEST).is(404);
        if (!way.equals("post")) {
            wire.get(location).refused(404, "BLOB_UPLOAD_UNKNOWN");
        }
        assertThat(backing().stored("blobs")).isEmpty();
    }

    @Test
    void put_withoutDigest_isRefusedAndTheSessionStays() {
        String location = wire.begin("team/app");

        wire.put(location, BLOB).refused(400, "DIGEST_INVALID");

        wire.get(location).is(204);
    }

    @Test
    void session_finishedCancelledOrUnknown_is404() {
        String finished = wire.begin("team/app");
        wire.put(finished + "?digest=" + DIGEST, BLOB).is(201);
        String cancelled = wire.begin("team/app");
        wire.delete(cancelled).is(204);

        for (String location : List.of(finished, cancelled, UPLOADS + "0b5f6f2e-7f7e-4d58-8d5c-2b1b7e0d7a11",
                UPLOADS + "..", UPLOADS + "x")) {
            wire.get(location).refused(404, "BLOB_UPLOAD_UNKNOWN");
            wire.patch(location, BLOB).refused(404, "BLOB_UPLOAD_UNKNOWN");
            wire.put(location + "?digest=" + DIGEST, BLOB).refused(404, "BLOB_UPLOAD_UNKNOWN");
            wire.delete(location).refused(404, "BLOB_UPLOAD_UNKNOWN");
        }
    }

    @Test
    void session_ofAnotherRepository_is404() {
        String location = wire.begin("team/app").replace("team/app", "team/other");

        wire.get(location).refused(404, "BLOB_UPLOAD_UNKNOWN");
        wire.put(location + "?digest=" + DIGEST, BLOB).refused(404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void emptyBlob_canBePushedAndPulled() {
        Digest empty = Digest.sha256(new byte[0]);

        wire.put(wire.begin("team/app") + "?digest=" + empty, new byte[0]).is(201);

        assertThat(wire.get("/v2/team/app/blobs/" + empty).is(200).bytes()).isEmpty();
        assertThat(wire.head("/v2/team/app/blobs/" + empty).is(200).header("Content-Length")).isEqualTo("0");
    }

    @Test
    void mount_givesTheBlobToTheOtherRepository() {
        wire.pushBlob("team/base", BLOB);

        Answer answer = wire.post(UPLOADS + "?mount=" + DIGEST + "&from=team/base", new byte[0]).is(201);

        assertThat(answer.header("Location")).isEqualTo("/v2/team/app/blobs/" + DIGEST);
        assertStored(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&from=team/none", "&from=team/empty", "", "&from="})
    void mount_ofWhatIsNotThere_opensASession(String from) {
        wire.pushBlob("team/empty", bytes("another"));

        Answer answer = wire.post(UPLOADS + "?mount=" + DIGEST + from, new byte[0]).is(202);

        wire.put(answer.header("Location") + "?digest=" + DIGEST, BLOB).is(201);
    }

    @Test
    void pushedAgain_isOneBlob() throws IOException {
        wire.pushBlob("team/app", BLOB);
        wire.pushBlob("team/app", BLOB);
        wire.pushBlob("team/other", BLOB);

        assertThat(backing().stored("blobs")).hasSize(1);
    }

    @Test
    void finishedUploads_leaveNothingBehind() throws IOException {
        wire.pushBlob("team/app", BLOB);
        wire.post(UPLOADS + "?digest=" + Digest.sha256(bytes("no")), BLOB).is(400);

        assertThat(backing().stored("repositories/team/app/_uploads")).isEmpty();
    }

    @Test
    void blobsOfManySizes_comeBackAsTheyWere() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int size : List.of(1, 4095, 128 << 10, (128 << 10) + 1, 1 << 20, (1 << 20) + 1, (8 << 20) + 17)) {
            byte[] blob = new byte[size];
            random.nextBytes(blob);
            Digest digest = wire.pushBlob("team/app", blob);

            assertThat(wire.get("/v2/team/app/blobs/" + digest).is(200).bytes()).as("%d bytes, seed %d", size, seed)
                    .isEqualTo(blob);
        }
    }

    @Test
    void post_withAnotherMethod_saysWhichAreAllowed() {
        assertThat(wire.get(UPLOADS).refused(405, "UNSUPPORTED").header("Allow")).isEqualTo("POST");
        assertThat(wire.post(wire.begin("team/app"), BLOB).refused(405, "UNSUPPORTED").header("Allow"))
                .isEqualTo("GET, PATCH, PUT, DELETE");
    }

    private void assertStored(Digest digest) {
        Answer answer = wire.get("/v2/team/app/blobs/" + digest).is(200);
        assertThat(answer.bytes()).isEqualTo(BLOB);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    }
}
