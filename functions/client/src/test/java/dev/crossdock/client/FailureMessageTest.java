package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.Circumstance.Progress;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure names side, host, phase, bytes, attempt and the server's own name for the request. */
class FailureMessageTest {
    private static final Tag ONE = new Tag("1");
    private static final String ONE_PATH = Wire.V2 + "/manifests/1";
    private static final SeededBlob BLOB = new SeededBlob("application/octet-stream", new byte[600_000]);
    private static final Descriptor DESCRIPTOR = Wire.descriptor(BLOB);
    private static final String BLOB_PATH = Wire.V2 + "/blobs/" + BLOB.digest();

    @AutoClose
    private final Wire wire = new Wire();

    @ParameterizedTest
    @ValueSource(strings = {"X-Request-Id", "X-GitHub-Request-Id", "x-amzn-RequestId", "X-Ms-Correlation-Request-Id",
            "x-amz-request-id", "x-ms-request-id", "X-GUploader-UploadID", "CF-Ray", "X-Amz-Cf-Id"})
    void requestId_ofEachKind_isNamed(String header) {
        wire.registry.on("GET", ONE_PATH, Answer.status(404).header(header, "4F:a-1_2=="));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Missing.class).hasMessage(
                "read manifest 1 at source " + wire.place() + ": got 404, wanted 200 (request id 4F:a-1_2==)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<script>", "aé", "a\tb"})
    void requestId_thatCouldForgeALine_isNotPrinted(String id) {
        wire.registry.on("GET", ONE_PATH, Answer.status(404).header("X-Request-Id", id));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).hasMessageEndingWith("got 404, wanted 200");
    }

    @Test
    void requestId_withoutEnd_isNotPrinted_andTheNextOneIs() {
        wire.registry.on("GET", ONE_PATH,
                Answer.status(404).header("X-Request-Id", "x".repeat(101)).header("CF-Ray", "8a-FRA"));
        assertThatThrownBy(() -> wire.source().manifest(ONE)).hasMessageEndingWith("(request id 8a-FRA)");
    }

    @Test
    void requestId_ofAnAnswerThatIsCorrupt_isNamedToo() {
        wire.registry.on("HEAD", BLOB_PATH,
                Answer.status(200).header("Content-Length", "5").header("X-Request-Id", "7"));
        assertThatThrownBy(() -> wire.target().holds(DESCRIPTOR)).isInstanceOf(Corrupt.class)
                .hasMessageContaining("look up blob").hasMessageContaining("target " + wire.place())
                .hasMessageEndingWith("(request id 7)");
    }

    @Test
    void attempts_andTheLastRequest_areNamed() {
        for (int i = 1; i <= Retries.MAXIMUM_ATTEMPTS; i++) {
            wire.registry.on("GET", ONE_PATH, Answer.status(503).header("X-Request-Id", "r" + i));
        }
        assertThatThrownBy(() -> wire.source().manifest(ONE)).isInstanceOf(Unavailable.class)
                .hasMessageEndingWith("got 503, wanted 200 (attempt 5 of 5, request id r5)");
    }

    @Test
    void blobThatBreaksOff_saysHowFarItWas() {
        wire.registry.on("GET", BLOB_PATH,
                Answer.status(200).header("X-Request-Id", "cut").body(BLOB.bytes()).cutAfter(400_000));
        assertThatThrownBy(() -> {
            try (InputStream in = Channels.newInputStream(wire.source().blob(DESCRIPTOR, 0, DESCRIPTOR.size()))) {
                in.readAllBytes();
            }
        }).isInstanceOfSatisfying(Unavailable.class,
                it -> assertThat(it.circumstance().detail().progress()).contains(new Progress(400_000, 600_000)))
                .hasMessageStartingWith("read blob " + BLOB.digest() + " at source " + wire.place())
                .hasMessageEndingWith("(400000 of 600000 bytes done, request id cut)");
    }

    @Test
    void uploadThatFails_saysHowFarItWas() {
        wire.registry.on("POST", Wire.V2 + "/blobs/uploads/", Answer.status(202).header("Location", "/u")).on("PUT",
                "/u\\?.*", Answer.status(500).header("x-amzn-RequestId", "big"));
        Upload upload = wire.target().beginUpload(DESCRIPTOR);
        assertThatThrownBy(() -> upload.stream(out -> out.write(ByteBuffer.wrap(BLOB.bytes()))))
                .isInstanceOf(Unavailable.class)
                .hasMessage("push blob " + BLOB.digest() + " at target " + wire.place()
                        + ": got 500, wanted 201 (600000 of 600000 bytes done, request id big)");
    }

    @Test
    void answerOfAnotherHost_saysWhose_andStaysWithTheSide() throws IOException {
        try (ScriptedRegistry cdn = ScriptedRegistry.start()) {
            wire.registry.on("GET", BLOB_PATH, Answer.status(307).header("Location", cdn.uri() + "/signed?sig=secret"));
            cdn.on("GET", "/signed\\?sig=secret", Answer.status(403).header("x-amz-request-id", "S3"));
            assertThatThrownBy(() -> wire.source().blob(DESCRIPTOR, 0, DESCRIPTOR.size()))
                    .isInstanceOfSatisfying(RegistryException.class,
                            it -> assertThat(it.circumstance().place()).isEqualTo("source " + wire.place()))
                    .hasMessageContaining("got 403 from 127.0.0.1:" + cdn.port())
                    .hasMessageEndingWith("(request id S3)").hasMessageNotContaining("secret");
        }
    }
}
