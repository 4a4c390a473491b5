package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.image.Descriptor;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that are sent on to another address, at any of their requests: the bytes follow, who we are does not. */
class UploadRedirectTest {
    private static final String UPLOADS = Wire.V2 + "/blobs/uploads/";

    @AutoClose
    private final Wire wire = new Wire();
    @AutoClose
    private ScriptedRegistry elsewhere;
    private final SeededBlob blob = new SeededBlob("application/octet-stream", new byte[]{1, 2, 3});
    private final Descriptor descriptor = Wire.descriptor(blob);

    @BeforeEach
    void start() throws IOException {
        elsewhere = ScriptedRegistry.start();
        wire.registry.on("POST", UPLOADS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
    }

    private Answer to(int status, String path) {
        return Answer.status(status).header("Location", elsewhere.uri() + path);
    }

    private Upload begun() {
        return wire.client(new Credentials.Basic("u", "p")).target(Wire.APP).beginUpload(descriptor);
    }

    private Upload begunHere() {
        wire.registry.on("POST", UPLOADS, Answer.status(202).header("Location", "/up?state=1"));
        return begun();
    }

    private void stream(Upload upload) {
        assertThat(upload.stream(out -> out.write(ByteBuffer.wrap(blob.bytes()))))
                .isInstanceOf(Upload.Answer.Taken.class);
    }

    private void assertNobodyElseKnowsUs() {
        assertThat(elsewhere.received()).isNotEmpty()
                .allSatisfy(it -> assertThat(it.header("Authorization")).isEmpty());
        assertThat(wire.registry.received().getLast().header("Authorization")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void beginning_isSentOn_andSoIsAllThatFollows(int status) {
        wire.registry.on("POST", UPLOADS, to(status, "/begin"));
        elsewhere.on("POST", "/begin", Answer.status(202).header("Location", "/up?x=1")).on("PUT",
                "/up\\?x=1&digest=.*", Answer.status(201));
        stream(begun());
        assertThat(elsewhere.received().getLast().body()).isEqualTo(blob.bytes());
        assertNobodyElseKnowsUs();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void pieceInOneRequest_isWrittenOnceMore(int status) {
        Upload upload = begunHere();
        wire.registry.on("PUT", "/up\\?state=1&digest=.*", to(status, "/there?signed=1"));
        elsewhere.on("PUT", "/there\\?signed=1", Answer.status(201));
        stream(upload);
        assertThat(elsewhere.received()).extracting(Received::body).containsExactly(blob.bytes());
        assertNobodyElseKnowsUs();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void chunks_areSentFromMemory_andTheCommitGoesWhereTheyWent(int status) {
        Upload upload = begunHere();
        wire.registry.on("PATCH", "/up\\?state=1", to(status, "/there"));
        elsewhere.on("PATCH", "/there", Answer.status(202).header("Range", "0-2").header("Location", "/there?state=2"));
        assertThat(upload.chunk(0, ByteBuffer.wrap(blob.bytes())))
                .isEqualTo(new Upload.Answer.Taken(OptionalLong.of(3)));
        elsewhere.on("PUT", "/there\\?state=2&digest=.*", to(status, "/last")).on("PUT", "/last", Answer.status(201));
        upload.commit();
        Received chunk = elsewhere.received().getFirst();
        assertThat(chunk.header("Content-Range")).contains("0-2");
        assertThat(chunk.body()).isEqualTo(blob.bytes());
        assertNobodyElseKnowsUs();
    }

    @Test
    void onTheSameHost_theCredentialsFollow() {
        Upload upload = begunHere();
        wire.registry.on("PUT", "/up.*", Answer.status(307).header("Location", "/moved")).on("PUT", "/moved",
                Answer.status(201));
        stream(upload);
        assertThat(wire.registry.received().getLast().header("Authorization")).isPresent();
    }

    @Test
    void withoutEnd_isRefused() {
        Upload upload = begunHere();
        for (int i = 0; i <= Redirect.MAXIMUM_HOPS; i++) {
            wire.registry.on("PATCH", "/up.*", Answer.status(307).header("Location", "/up"));
        }
        assertThatThrownBy(() -> upload.chunk(0, ByteBuffer.wrap(blob.bytes()))).isInstanceOf(Refused.class)
                .hasMessageContaining("push bytes 0 to 2 of blob").hasMessageContaining("more than 5 redirects");
        assertThat(wire.registry.unused()).isZero();
    }

    @Test
    void seeOther_isNoAddressForBytes() {
        Upload upload = begunHere();
        wire.registry.on("PUT", "/up.*", to(303, "/page"));
        assertThatThrownBy(() -> stream(upload)).isInstanceOf(Refused.class).hasMessageContaining("a redirect (303)");
        assertThat(elsewhere.received()).isEmpty();
    }

    @Test
    void withoutLocation_isCorrupt() {
        Upload upload = begunHere();
        wire.registry.on("PUT", "/up.*", Answer.status(308));
        assertThatThrownBy(() -> stream(upload)).isInstanceOf(Corrupt.class)
                .hasMessageContaining("308 without a usable Location");
    }

    @Test
    void failureThere_namesWhoFailed() {
        Upload upload = begunHere();
        wire.registry.on("PUT", "/up.*", to(307, "/there"));
        elsewhere.on("PUT", "/there", Answer.status(403));
        assertThatThrownBy(() -> stream(upload)).isInstanceOf(Refused.class)
                .hasMessageContaining("127.0.0.1:" + elsewhere.port());
        assertThat(List.of(elsewhere.unused(), wire.registry.unused())).containsOnly(0);
    }
}
