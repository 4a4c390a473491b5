package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.image.Descriptor;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.io.InputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    @AutoClose
    private final Wire wire = new Wire();
    @AutoClose
    private ScriptedRegistry elsewhere;
    private final SeededBlob blob = new SeededBlob("application/octet-stream", new byte[]{1, 2, 3});
    private final Descriptor descriptor = Wire.descriptor(blob);
    private final String path = Wire.V2 + "/blobs/" + blob.digest();

    @BeforeEach
    void start() throws IOException {
        elsewhere = ScriptedRegistry.start();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirect_toAnotherPort_getsNoCredentials(int status) throws IOException {
        wire.registry.on("GET", path, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\"")).on("GET",
                path,
                Answer.status(status).header("Location", elsewhere.uri() + "/signed?sig=x"));
        elsewhere.on("GET", "/signed\\?sig=x", Answer.status(200).body(blob.bytes()));
        try (InputStream in = Channels.newInputStream(
                wire.client(new Credentials.Basic("u", "p")).source(Wire.APP).blob(descriptor, 0, descriptor.size()))) {
            assertThat(in.readAllBytes()).isEqualTo(blob.bytes());
        }
        assertThat(wire.registry.received().getLast().header("Authorization")).isPresent();
        assertThat(elsewhere.received().getFirst().header("Authorization")).isEmpty();
    }

    @Test
    void redirect_thatAsksForCredentials_getsNone() {
        wire.registry.on("GET", path, Answer.status(307).header("Location", elsewhere.uri() + "/x"));
        elsewhere.on("GET", "/x", Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
        assertThatThrownBy(() -> wire.client(new Credentials.Basic("u", "p")).source(Wire.APP).blob(descriptor, 0,
                descriptor.size()))
                .isInstanceOf(Refused.class).hasMessageContaining("401");
        assertThat(elsewhere.received()).hasSize(1);
    }

    @Test
    void redirect_withoutEnd_isRefused() {
        for (int i = 0; i <= 5; i++) {
            wire.registry.on("GET", path, Answer.status(302).header("Location", path));
        }
        assertThatThrownBy(() -> wire.source().blob(descriptor, 0, descriptor.size())).isInstanceOf(Refused.class)
                .hasMessageContaining("more than 5 redirects");
    }

    @Test
    void redirect_withoutLocation_isCorrupt() {
        wire.registry.on("GET", path, Answer.status(307));
        assertThatThrownBy(() -> wire.source().blob(descriptor, 0, descriptor.size())).isInstanceOf(Corrupt.class)
                .hasMessageContaining("307 without a usable Location");
    }

    @Test
    void redirect_ofAHead_isFollowed() {
        wire.registry.on("HEAD", path, Answer.status(307).header("Location", elsewhere.uri() + "/x"));
        elsewhere.on("HEAD", "/x", Answer.status(200).body(blob.bytes()));
        assertThat(wire.target().holds(descriptor)).isTrue();
    }

    @Test
    void upload_onAnotherHost_getsNoCredentials() {
        String challenge = "Basic realm=\"r\"";
        wire.registry.on("POST", Wire.V2 + "/blobs/uploads/", Answer.status(401).header("WWW-Authenticate", challenge))
                .on("POST", Wire.V2 + "/blobs/uploads/",
                        Answer.status(202).header("Location", elsewhere.uri() + "/up"));
        elsewhere.on("PUT", "/up\\?digest=.*", Answer.status(201));
        wire.client(new Credentials.Basic("u", "p")).target(Wire.APP).beginUpload(descriptor)
                .stream(out -> out.write(ByteBuffer.wrap(blob.bytes())));
        assertThat(elsewhere.received().getFirst().header("Authorization")).isEmpty();
    }
}
