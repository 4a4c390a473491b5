package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.registry.Wire.Answer;
import dev.crossdock.storage.s3.S3Settings;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.objects.Fault;
import dev.crossdock.testkit.objects.FaultyStore;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry on a bucket asks of it. */
class S3RequestsTest {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private static final String UPLOADS = "/v2/team/app/blobs/uploads/";
    private static final byte[] SMALL = random(100_000);
    /** Of three parts. */
    private static final byte[] LARGE = random(25 << 20);

    private Bucket bucket;
    private FaultyStore store;
    private RegistryServer server;
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        bucket = Bucket.in(AWS);
        store = FaultyStore.inFrontOf(AWS.s3().uri());
        server = RegistryServer.start(RegistrySettings.onFreePort(Path.of("unused")).with(new StorageSettings.S3(
                bucket.settings(store.uri(), S3Settings.Redirects.USUAL))));
        wire = new Wire(server.port());
        store.forget();
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
        store.close();
    }

    @Test
    void smallLayer_inOnePost_costsFourRequests() throws IOException {
        wire.post(UPLOADS + "?digest=" + Digest.sha256(SMALL), SMALL).is(201);

        // What is announced to a collector, its mark, the bytes, the link.
        assertThat(store.operations()).containsExactly("PutObject", "HeadObject", "PutObject", "PutObject");
        assertStored(SMALL);
    }

    @Test
    void smallLayer_inPostAndPut_costsEightRequests() throws IOException {
        wire.pushBlob("team/app", SMALL);

        assertThat(store.operations()).containsExactly("PutObject", "HeadObject", "GetObject", "PutObject",
                "HeadObject", "PutObject", "PutObject", "DeleteObjects");
        assertStored(SMALL);
    }

    @Test
    void smallLayer_streamed_isNotCopiedEither() throws IOException {
        Answer patched = wire.stream("PATCH", wire.begin("team/app"), SMALL).is(202);
        wire.put(patched.header("Location") + "?digest=" + Digest.sha256(SMALL), new byte[0]).is(201);

        assertThat(store.operations()).hasSizeLessThanOrEqualTo(12).doesNotContain("CopyObject", "UploadPartCopy",
                "CreateMultipartUpload");
        assertStored(SMALL);
    }

    @Test
    void largeLayer_inOnePost_goesStraightToItsKey() throws IOException {
        wire.post(UPLOADS + "?digest=" + Digest.sha256(LARGE), LARGE).is(201);

        assertThat(store.operations()).containsOnlyOnce("CreateMultipartUpload").doesNotContain("CopyObject",
                "UploadPartCopy").hasSizeLessThanOrEqualTo(8);
        assertStored(LARGE);
    }

    @Test
    void largeLayer_inPostAndPut_goesStraightToItsKey() throws IOException {
        wire.pushBlob("team/app", LARGE);

        assertThat(store.operations()).containsOnlyOnce("CreateMultipartUpload").doesNotContain("CopyObject",
                "UploadPartCopy");
        assertStored(LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void largeLayer_streamed_isCopiedByTheStoreAlone(DigestAlgorithm algorithm) throws IOException {
        Answer patched = wire.stream("PATCH", wire.begin("team/app"), LARGE).is(202);
        store.forget();
        wire.put(patched.header("Location") + "?digest=" + Digest.of(algorithm, LARGE), new byte[0]).is(201);

        assertThat(store.operations()).containsOnlyOnce("CopyObject");
        assertStored(LARGE);
    }

    @Test
    void largeLayerOfAnotherDigest_leavesNothing() throws IOException {
        Digest wrong = Digest.sha256(SMALL);
        wire.post(UPLOADS + "?digest=" + wrong, LARGE).refused(400, "DIGEST_INVALID");
        wire.put(wire.begin("team/app") + "?digest=" + wrong, LARGE).refused(400, "DIGEST_INVALID");

        assertThat(store.operations()).contains("AbortMultipartUpload").doesNotContain("CompleteMultipartUpload");
        assertThat(bucket.stored("blobs")).isEmpty();
        assertThat(bucket.uploads()).isZero();
    }

    @Test
    void clientThatBreaksOff_leavesNothing_andCanComeAgain() throws IOException {
        String location = wire.begin("team/app") + "?digest=" + Digest.sha256(LARGE);
        try (Socket socket = wire.connect()) {
            socket.getOutputStream().write("PUT %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(
                    location, LARGE.length).getBytes(ISO_8859_1));
            socket.getOutputStream().write(LARGE, 0, 15 << 20);
            Awaitility.await().until(() -> store.operations().contains("CreateMultipartUpload"));
        }
        Awaitility.await().until(() -> store.operations().contains("AbortMultipartUpload"));
        Awaitility.await().untilAsserted(() -> assertThat(bucket.uploads()).isZero());
        assertThat(bucket.stored("blobs")).isEmpty();

        wire.put(location, LARGE).is(201);
        assertStored(LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 25 << 20})
    void blobThatStands_isAnswered201_thoughNothingCanBeRemovedBesideIt(int size) throws IOException {
        byte[] blob = random(size);
        Answer patched = wire.stream("PATCH", wire.begin("team/app"), blob).is(202);
        store.spoil(100, call -> call.operation().startsWith("Delete"), new Fault.Answered(403, "AccessDenied"));

        wire.put(patched.header("Location") + "?digest=" + Digest.sha256(blob), new byte[0]).is(201);
        wire.put(patched.header("Location") + "?digest=" + Digest.sha256(blob), new byte[0]).refused(404,
                "BLOB_UPLOAD_UNKNOWN");
        wire.get("/v2/team/app/blobs/" + Digest.sha256(blob)).is(307);
    }

    @Test
    void linkThatFails_endsTheSession() throws IOException {
        Answer patched = wire.stream("PATCH", wire.begin("team/app"), SMALL).is(202);
        store.spoil(100, call -> call.path().contains("_layers"), new Fault.Answered(403, "AccessDenied"));
        wire.put(patched.header("Location") + "?digest=" + Digest.sha256(SMALL), new byte[0]).refused(500, "UNKNOWN");
        store.forget();

        wire.put(patched.header("Location") + "?digest=" + Digest.sha256(SMALL), new byte[0]).refused(404,
                "BLOB_UPLOAD_UNKNOWN");
        wire.pushBlob("team/app", SMALL);
        assertStored(SMALL);
    }

    @Test
    void get_sendsTheClientToTheBucket_headNever() throws Exception {
        wire.pushBlob("team/app", SMALL);
        String path = "/v2/team/app/blobs/" + Digest.sha256(SMALL);

        Answer sent = wire.get(path, "Range", "bytes=5-9").is(307);
        wire.head(path).is(200);

        assertThat(sent.header("Content-Range")).isEmpty();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest.Builder there = HttpRequest.newBuilder(URI.create(sent.header("Location")));
            assertThat(client.send(there.build(), BodyHandlers.ofByteArray()).body()).isEqualTo(SMALL);
            assertThat(client.send(there.HEAD().build(), BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void manifests_areNeverRedirected() {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");

        assertThat(wire.get("/v2/team/app/manifests/1").is(200).bytes()).isEqualTo(manifest);
    }

    @Test
    void storeThatFails_isNeverTakenForOneThatHasNothing() {
        wire.pushBlob("team/app", SMALL);
        for (String operation : List.of("HeadObject", "GetObject")) {
            store.spoil(Integer.MAX_VALUE, operation, new Fault.Answered(500, "InternalError"));

            wire.get("/v2/team/app/blobs/" + Digest.sha256(SMALL)).refused(500, "UNKNOWN");
            assertThat(wire.head("/v2/team/app/manifests/1").status()).isIn(404, 500);
            store.forget();
        }
        wire.get("/v2/team/app/blobs/" + Digest.sha256(SMALL)).is(307);
    }

    @Test
    void storeThatHasTooMuchToDo_isToBeAskedLater() {
        store.spoil(Integer.MAX_VALUE, "GetObject", new Fault.Answered(503, "SlowDown"));

        Answer answer = wire.get("/v2/team/app/blobs/" + Digest.sha256(SMALL));

        answer.refused(503, "UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
    }

    @Test
    void twoReplicas_goOnWithEachOthersUploads() throws IOException {
        try (RegistryServer second = bucket.serve(RegistrySettings.onFreePort(Path.of("unused")));
                Wire other = new Wire(second.port())) {
            String location = wire.begin("team/app");
            other.patch(location, bytes("0123"), "Content-Range", "0-3").is(202);
            wire.patch(location, bytes("4567"), "Content-Range", "4-7").is(202);
            assertThat(other.get(location).is(204).header("Range")).isEqualTo("0-7");
            other.put(location + "?digest=" + Digest.sha256(bytes("01234567")), new byte[0]).is(201);
            wire.get(location).is(404);
        }
        assertStored(bytes("01234567"));
    }

    @Test
    void twoReplicasAtOneUpload_theSecondIsTold_andTakesNoHashForTheFirstOnes() throws IOException {
        try (RegistryServer second = bucket.serve(RegistrySettings.onFreePort(Path.of("unused")));
                Wire other = new Wire(second.port());
                Socket socket = wire.connect()) {
            String location = wire.begin("team/app");
            store.forget();
            socket.getOutputStream().write("PATCH %s HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\naaa".formatted(
                    location).getBytes(ISO_8859_1));
            Awaitility.await().until(() -> store.calls().stream().anyMatch(call -> call.path().endsWith(".session")));
            other.patch(location, bytes("bbbb")).is(202);
            socket.getOutputStream().write('a');
            assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1)).isEqualTo("HTTP/1.1 416");

            assertThat(wire.get(location).is(204).header("Range")).isEqualTo("0-3");
            wire.put(location + "?digest=" + Digest.sha256(bytes("aaaa")), new byte[0]).refused(400,
                    "DIGEST_INVALID");
        }
        assertThat(bucket.stored("blobs")).isEmpty();
    }

    @Test
    void uploadInAStateOfAnotherVersion_canBeCancelled() {
        String location = wire.begin("team/app");
        String id = location.substring(location.lastIndexOf('/') + 1);
        bucket.overwrite("repositories/team/app/_uploads/%s/.data.session".formatted(id), "crossdock upload 9\n\n");

        wire.patch(location, bytes("more")).refused(404, "BLOB_UPLOAD_UNKNOWN");
        wire.delete(location).is(204);
        assertThat(bucket.stored("repositories")).isEmpty();
    }

    /** The blob and its link, and nothing else. */
    private void assertStored(byte[] blob) throws IOException {
        Digest digest = Digest.sha256(blob);
        assertThat(bucket.stored("blobs")).containsExactly("blobs/sha256/%s/%s/data".formatted(digest.hex().substring(0,
                2), digest.hex()));
        assertThat(bucket.stored("repositories")).allMatch(path -> path.startsWith("repositories/team/app/_layers/"));
        assertThat(bucket.uploads()).isZero();
        try (RegistryServer plain = bucket.serve(RegistrySettings.onFreePort(Path.of("unused")));
                Wire other = new Wire(plain.port())) {
            assertThat(other.get("/v2/team/app/blobs/" + digest).is(200).bytes()).isEqualTo(blob);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
