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
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
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

    private Answer part(int from, int to) {
        return Answer.status(206).header("Content-Range", "bytes %d-%d/3".formatted(from, to - 1))
                .body(Arrays.copyOfRange(blob.bytes(), from, to));
    }

    private static byte[] read(Source source, Descriptor descriptor, int from, int to) throws IOException {
        try (InputStream in = Channels.newInputStream(source.blob(descriptor, from, to))) {
            return in.readAllBytes();
        }
    }

    private Answer to(String target) {
        return Answer.status(307).header("Location", elsewhere.uri() + target);
    }

    @Test
    void signedAddress_servesFurtherRangesWithoutTheRegistryAndWithoutCredentials() throws IOException {
        wire.registry.on("GET", path, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\"")).on("GET",
                path, to("/signed?sig=x"));
        for (int i = 0; i < 3; i++) {
            elsewhere.on("GET", "/signed\\?sig=x", part(i, i + 1));
        }
        Source source = wire.client(new Credentials.Basic("u", "p")).source(Wire.APP);
        for (int i = 0; i < 3; i++) {
            assertThat(read(source, descriptor, i, i + 1)).containsExactly(i + 1);
        }
        assertThat(wire.registry.received()).as("asked for the first range alone").hasSize(2);
        assertThat(elsewhere.received()).hasSize(3)
                .allSatisfy(it -> assertThat(it.header("Authorization")).isEmpty());
        assertThat(elsewhere.received()).extracting(it -> it.header("Range").orElseThrow())
                .containsExactly("bytes=0-0", "bytes=1-1", "bytes=2-");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 412, 416})
    void signedAddress_noLongerGood_isAskedForAgain(int status) throws IOException {
        wire.registry.on("GET", path, to("/old")).on("GET", path, to("/new"));
        elsewhere.on("GET", "/old", part(0, 1)).on("GET", "/old", Answer.status(status)).on("GET", "/new", part(1, 2))
                .on("GET", "/new", part(2, 3));
        Source source = wire.source();
        for (int i = 0; i < 3; i++) {
            assertThat(read(source, descriptor, i, i + 1)).containsExactly(i + 1);
        }
        assertThat(wire.registry.received()).hasSize(2);
        assertThat(wire.registry.unused() + elsewhere.unused()).isZero();
    }

    private List<Answer> unusable() {
        return List.of(part(0, 1), Answer.status(206).body(new byte[1]), Answer.status(200).body(new byte[7]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void signedAddress_withOtherBytes_isForgottenAndTheRegistryAskedOnce(int which) throws IOException {
        wire.registry.on("GET", path, to("/old")).on("GET", path, to("/new"));
        elsewhere.on("GET", "/old", part(0, 1)).on("GET", "/old", unusable().get(which))
                .on("GET", "/new", part(1, 2)).on("GET", "/new", part(2, 3));
        Source source = wire.source();
        for (int i = 0; i < 3; i++) {
            assertThat(read(source, descriptor, i, i + 1)).containsExactly(i + 1);
        }
        assertThat(wire.registry.unused() + elsewhere.unused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void address_withOtherBytesWhenFresh_isNotRemembered(int which) throws IOException {
        wire.registry.on("GET", path, to("/bad")).on("GET", path, to("/good"));
        elsewhere.on("GET", "/bad", unusable().get(which)).on("GET", "/good", part(1, 2));
        Source source = wire.source();
        assertThatThrownBy(() -> read(source, descriptor, 1, 2)).isInstanceOf(Corrupt.class);
        assertThat(read(source, descriptor, 1, 2)).containsExactly(2);
        assertThat(elsewhere.received()).hasSize(2);
    }

    @Test
    void signedAddress_refusedWhenFresh_isNoMatterOfAge() throws IOException {
        wire.registry.on("GET", path, to("/old")).on("GET", path, to("/new"));
        elsewhere.on("GET", "/old", part(0, 1)).on("GET", "/old", Answer.status(403)).on("GET", "/new",
                Answer.status(403));
        Source source = wire.source();
        read(source, descriptor, 0, 1);
        assertThatThrownBy(() -> read(source, descriptor, 1, 2)).isInstanceOf(Refused.class)
                .hasMessageContaining("403");
        assertThat(wire.registry.received()).as("once more, and no further").hasSize(2);
    }

    @Test
    void signedAddress_pastItsOwnEnd_isNotEvenTried() throws IOException {
        wire.registry.on("GET", path, to("/x?X-Amz-Date=20260101T000000Z&X-Amz-Expires=300")).on("GET", path,
                to("/y"));
        elsewhere.on("GET", "/x.*", part(0, 1)).on("GET", "/y", part(1, 2));
        Source source = wire.source();
        read(source, descriptor, 0, 1);
        wire.now.set(wire.now.get().plusSeconds(300));
        assertThat(read(source, descriptor, 1, 2)).containsExactly(2);
    }

    @Test
    void signedAddress_unreachable_isForgotten() throws IOException {
        wire.registry.on("GET", path, to("/x")).on("GET", path, Answer.status(200).body(blob.bytes()));
        elsewhere.on("GET", "/x", part(0, 1));
        Source source = wire.source();
        read(source, descriptor, 0, 1);
        elsewhere.close();
        assertThatThrownBy(() -> read(source, descriptor, 1, 2)).isInstanceOf(Unavailable.class);
        assertThat(read(source, descriptor, 0, 3)).isEqualTo(blob.bytes());
    }

    @Test
    void redirect_onTheSameHost_isAskedForEachTime() throws IOException {
        for (int i = 0; i < 2; i++) {
            wire.registry.on("GET", path, Answer.status(307).header("Location", "/here")).on("GET", "/here",
                    part(i, i + 1));
        }
        Source source = wire.source();
        assertThat(read(source, descriptor, 0, 1)).containsExactly(1);
        assertThat(read(source, descriptor, 1, 2)).containsExactly(2);
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
