package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.http.Limits;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.Upload;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Target.MountAnswer;
import java.time.Duration;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    private static final Limits IMPATIENT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofSeconds(2), Duration.ofMillis(200), 4);
    private static final String UPLOADS = Wire.V2 + "/blobs/uploads/";

    @AutoClose
    private final Wire wire = new Wire(IMPATIENT);
    private final SeededBlob blob = new SeededBlob("application/octet-stream", bytes(300_000));
    private final Descriptor descriptor = Wire.descriptor(blob);
    private final Upload.Body body = out -> out.write(ByteBuffer.wrap(blob.bytes()));
    private final String put = UPLOADS + "1\\?state=a%3D&digest=" + blob.digest().replace(":", "(%3A|:)");

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    private void opens() {
        wire.registry.on("POST", UPLOADS, Answer.status(202).header("Location", UPLOADS + "1?state=a%3D"));
    }

    private Upload opened() {
        opens();
        return wire.target().beginUpload(descriptor);
    }

    @Test
    void stream_intoASessionWithAQuery_keepsIt() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.status(201).header("Docker-Content-Digest", blob.digest()));
        upload.stream(body);
        assertThat(wire.registry.received().getFirst().header("Content-Length")).contains("0");
        assertThat(wire.registry.received().getLast().body()).isEqualTo(blob.bytes());
        assertThat(wire.registry.received().getLast().header("Content-Type")).contains("application/octet-stream");
    }

    @Test
    void stream_absoluteLocation_isFollowed() {
        wire.registry.on("POST", UPLOADS, Answer.status(202).header("Location", wire.registry.uri() + "/somewhere"))
                .on("PUT", "/somewhere\\?digest=.*", Answer.status(201));
        wire.target().beginUpload(descriptor).stream(body);
    }

    @Test
    void begin_withoutLocation_isCorrupt() {
        wire.registry.on("POST", UPLOADS, Answer.status(202));
        assertThatThrownBy(() -> wire.target().beginUpload(descriptor)).isInstanceOf(Corrupt.class)
                .hasMessageContaining("202 without a usable Location");
    }

    @Test
    void begin_refused_namesTheTarget() {
        wire.registry.on("POST", UPLOADS, Answer.error(403, "DENIED", "no push\\u0007 for you"));
        assertThatThrownBy(() -> wire.target().beginUpload(descriptor)).isInstanceOf(Refused.class)
                .hasMessageContaining("at target " + wire.place() + ": got 403 DENIED \"no push? for you\"");
    }

    @Test
    void stream_answeredEarly_saysTheStatus() {
        byte[] large = bytes(30_000_000);
        Descriptor it = Wire.descriptor(new SeededBlob("application/octet-stream", large));
        wire.registry
                .on("POST", UPLOADS, Answer.status(202).header("Location", UPLOADS + "1"))
                .on("PUT", ".*", Answer.error(413, "SIZE_INVALID", "too large").early());
        Upload upload = wire.target().beginUpload(it);
        assertThat(upload.stream(out -> out.write(ByteBuffer.wrap(large)))).isInstanceOfSatisfying(
                Upload.Answer.Declined.class, declined -> {
                    assertThat(declined.reason()).isEqualTo(Upload.Reason.TOO_LARGE);
                    assertThat(declined.failure()).isInstanceOf(Refused.class)
                            .hasMessageContaining("got 413 SIZE_INVALID \"too large\"");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "404 page not found\n"})
    void stream_intoAnUploadThatIsNotFound_isGone_whateverTheBodySays(String text) {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.status(404).body(text)).on("PUT", put, Answer.status(404).body(text));
        for (Upload.Answer answer : List.of(upload.stream(body), upload.commit())) {
            assertThat(answer).isInstanceOfSatisfying(Upload.Answer.Declined.class,
                    declined -> assertThat(declined.reason()).isEqualTo(Upload.Reason.GONE));
        }
    }

    @Test
    void stream_intoAnUnknownRepository_isNoMatterOfTheUpload() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.error(404, "NAME_UNKNOWN", "who"));
        assertThatThrownBy(() -> upload.stream(body)).isInstanceOf(Missing.class)
                .hasMessageContaining("got 404 NAME_UNKNOWN");
    }

    @Test
    void stream_otherDigestFound_isCorrupt() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.error(400, "DIGEST_INVALID", "not that"));
        assertThatThrownBy(() -> upload.stream(body)).isInstanceOf(Corrupt.class);
    }

    @Test
    void stream_otherDigestStored_isCorrupt() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.status(201).header("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
        assertThatThrownBy(() -> upload.stream(body)).isInstanceOf(Corrupt.class)
                .hasMessageContaining("201 for sha256:0");
    }

    @Test
    void stream_serverError_isNotRepeated() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.error(500, "UNKNOWN", "disk full"));
        assertThatThrownBy(() -> upload.stream(body)).isInstanceOf(Unavailable.class)
                .hasMessage("push blob " + blob.digest() + " at target " + wire.place()
                        + ": got 500 UNKNOWN \"disk full\", wanted 201 (300000 of 300000 bytes done)");
        assertThat(wire.pauses).isEmpty();
    }

    @Test
    void stream_bodyThatThrows_comesOutUnwrapped() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.status(201));
        var mine = new Unavailable(new Circumstance("read blob", "x", "source y", "nothing", "bytes"), Optional.empty(),
                null);
        assertThatThrownBy(() -> upload.stream(out -> {
            out.write(ByteBuffer.wrap(blob.bytes(), 0, 1000));
            throw mine;
        })).isSameAs(mine);
        assertThat(wire.registry.received()).hasSize(1); // no whole PUT ever arrived
    }

    @Test
    void stream_bodyOfOtherLength_isAFaultOfOurs() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.status(201));
        assertThatThrownBy(() -> upload.stream(out -> out.write(ByteBuffer.wrap(new byte[]{1}))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("announced were 300000");
    }

    @Test
    void stream_noAnswerWithinCommitWait_isUnavailable() {
        Upload upload = opened();
        wire.registry.on("PUT", put, Answer.status(201).holding(new CountDownLatch(1)));
        assertThatThrownBy(() -> upload.stream(body)).isInstanceOf(Unavailable.class)
                .hasMessageContaining("no byte for too long").hasMessageContaining("at target");
    }

    @Test
    void cancel_deletesTheSession_andHidesFailures() {
        Upload upload = opened();
        wire.registry.on("DELETE", UPLOADS + "1\\?state=a%3D", Answer.status(500));
        upload.cancel();
        assertThat(wire.registry.unused()).isZero();
    }

    @Test
    void mount_accepted_movesNoByte() {
        wire.registry.on("POST", UPLOADS + "\\?mount=sha256(%3A|:).*&from=base(%2F|/)image", Answer.status(201));
        assertThat(wire.target().mount(descriptor, new Repository("base/image"))).isEqualTo(new MountAnswer.Mounted());
    }

    @Test
    void mount_notAccepted_opensAnUpload() {
        wire.registry
                .on("POST", UPLOADS + "\\?mount=.*", Answer.status(202).header("Location", UPLOADS + "1?state=a%3D"))
                .on("PUT", put, Answer.status(201));
        MountAnswer answer = wire.target().mount(descriptor, new Repository("base"));
        assertThat(answer).isInstanceOfSatisfying(MountAnswer.UploadOpened.class, it -> it.upload().stream(body));
    }

    @Test
    void mount_refused_asksForAnUpload() {
        wire.registry.on("POST", UPLOADS + "\\?mount=.*", Answer.error(403, "DENIED", "no"));
        opens();
        assertThat(wire.target().mount(descriptor, new Repository("base")))
                .isInstanceOf(MountAnswer.UploadOpened.class);
    }

    @Test
    void holds_knownAndUnknown() {
        String path = Wire.V2 + "/blobs/" + blob.digest();
        wire.registry.on("HEAD", path, Answer.status(200).body(blob.bytes())).on("HEAD", path, Answer.status(404)).on(
                "HEAD", path, Answer.status(200).body(bytes(7)));
        assertThat(wire.target().holds(descriptor)).isTrue();
        assertThat(wire.target().holds(descriptor)).isFalse();
        assertThatThrownBy(() -> wire.target().holds(descriptor)).isInstanceOf(Corrupt.class)
                .hasMessageContaining("a blob of 7 bytes");
    }
}
