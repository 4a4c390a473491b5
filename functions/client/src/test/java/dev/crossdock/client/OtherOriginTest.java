package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No credential ever reaches another origin, whatever address a registry, an image or a challenge names. Another port of
 * the same machine is another origin; {@code localhost} is another host as well.
 */
class OtherOriginTest {
    private static final String SECRET = "s3cret";
    private static final SeededBlob BLOB = new SeededBlob("application/octet-stream", new byte[]{1, 2, 3});
    private static final Descriptor DESCRIPTOR = Wire.descriptor(BLOB);
    private static final String PATH = Wire.V2 + "/blobs/" + BLOB.digest();
    private static final String UPLOADS = Wire.V2 + "/blobs/uploads/";

    @AutoClose
    private final Wire wire = new Wire();
    @AutoClose
    private ScriptedRegistry elsewhere;

    @BeforeEach
    void start() throws IOException {
        elsewhere = ScriptedRegistry.start();
    }

    /** Every kind of asking, and how the registry wants to be asked. */
    static Stream<CredentialSource> askers() {
        Credentials basic = new Credentials.Basic("me", SECRET);
        return Stream.of(CredentialSource.of(basic), CredentialSource.of(new Credentials.Bearer(SECRET)),
                CredentialSource.of(new Credentials.IdentityToken(SECRET)),
                _ -> Found.lasting(basic, "auth file /a.json"));
    }

    private RegistryClient client(CredentialSource asker) {
        return new RegistryClient(wire.engine, RegistryOptions.at(wire.registry.uri()).withCredentials(asker));
    }

    /** The registry's own token server gives the secret as a token; whoever asks with something else gets it too. */
    private Answer challenge() {
        Answer token = Answer.status(200).body("{\"token\":\"" + SECRET + "\",\"expires_in\":300}");
        wire.registry.on("GET", "/token.*", token).on("POST", "/token", token);
        return Answer.status(401).header("WWW-Authenticate", "Bearer realm=\"" + wire.registry.uri() + "/token\"");
    }

    private String there(String path) {
        return "http://localhost:" + elsewhere.port() + path;
    }

    /** Whoever was asked elsewhere saw nothing: not in a header, not in the address, not in a body. */
    @AfterEach
    void nothingReachedTheOtherOrigin() {
        assertThat(elsewhere.received()).allSatisfy(request -> {
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.header("Cookie")).isEmpty();
            assertThat(request.target()).doesNotContain(SECRET);
            assertThat(request.headers().toString()).doesNotContain(SECRET, "bWU6czNjcmV0");
            assertThat(new String(request.body(), StandardCharsets.UTF_8)).doesNotContain(SECRET);
        });
    }

    private boolean theRegistrySawCredentials() {
        return wire.registry.received().stream().map(Received::headers).anyMatch(it -> it.containsKey("authorization"));
    }

    @ParameterizedTest
    @MethodSource("askers")
    void realm(CredentialSource asker) {
        wire.registry.on("GET", Wire.V2 + "/tags/list.*",
                Answer.status(401).header("WWW-Authenticate", "Bearer realm=\"" + there("/token") + "\""));
        assertThatThrownBy(() -> client(asker).source(Wire.APP).tags()).isInstanceOf(Refused.class)
                .hasMessageNotContaining(SECRET);
        assertThat(elsewhere.received()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("askers")
    void redirect_ofABlob(CredentialSource asker) throws IOException {
        Answer redirect = Answer.status(307).header("Location", there("/signed"));
        boolean given = asker.given().filter(Credentials.Bearer.class::isInstance).isPresent();
        wire.registry.on("GET", PATH, given ? redirect : challenge()).on("GET", PATH, redirect);
        elsewhere.on("GET", "/signed", Answer.status(200).body(BLOB.bytes()));
        try (InputStream in = Channels.newInputStream(
                client(asker).source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))) {
            assertThat(in.readAllBytes()).isEqualTo(BLOB.bytes());
        }
        assertThat(theRegistrySawCredentials()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("askers")
    void redirect_thatAsksForThemThere(CredentialSource asker) {
        wire.registry.on("GET", PATH, Answer.status(307).header("Location", there("/signed")));
        elsewhere.on("GET", "/signed", Answer.status(401).header("WWW-Authenticate",
                "Basic realm=\"x\", Bearer realm=\"" + there("/token") + "\""));
        assertThatThrownBy(() -> client(asker).source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))
                .isInstanceOf(Refused.class);
        assertThat(elsewhere.received()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("askers")
    void uploadLocation(CredentialSource asker) {
        wire.registry.on("POST", UPLOADS, Answer.status(202).header("Location", there("/up")));
        elsewhere.on("PUT", "/up.*", Answer.status(401).header("WWW-Authenticate", "Basic realm=\"x\""));
        Upload upload = client(asker).target(Wire.APP).beginUpload(DESCRIPTOR);
        assertThatThrownBy(() -> upload.stream(out -> out.write(ByteBuffer.wrap(BLOB.bytes()))))
                .isInstanceOf(RegistryException.class);
        elsewhere.on("DELETE", "/up", Answer.status(204));
        upload.cancel();
        assertThat(elsewhere.received()).hasSizeGreaterThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("askers")
    void linkOfTags_andOfTheCatalog(CredentialSource asker) {
        Answer tags = Answer.status(200).header("Link", "<" + there("/v2/app/tags/list?last=1") + ">; rel=\"next\"")
                .body("{\"tags\":[\"1\"]}");
        Answer catalog = Answer.status(200).header("Link", "<" + there("/v2/_catalog?last=a") + ">; rel=\"next\"")
                .body("{\"repositories\":[\"a\"]}");
        wire.registry.on("GET", Wire.V2 + "/tags/list.*", tags).on("GET", "/v2/_catalog.*", catalog);
        RegistryClient client = client(asker);
        assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Corrupt.class)
                .hasMessageContaining("a next page at http://localhost");
        assertThatThrownBy(client::repositories).isInstanceOf(Corrupt.class);
        assertThat(elsewhere.received()).isEmpty();
    }

    /** The client has no way to a layer but by its digest in the repository; what its urls say is never asked. */
    @ParameterizedTest
    @MethodSource("askers")
    void urlsOfALayer(CredentialSource asker) {
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":3},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                  "digest":"%s","size":3,"urls":["%s"]}]}""".formatted(BLOB.digest(), BLOB.digest(), there("/layer"));
        RawManifest raw = RawManifest.of("application/vnd.oci.image.manifest.v1+json",
                manifest.getBytes(StandardCharsets.UTF_8));
        wire.registry
                .on("GET", ".*/manifests/1", Answer.status(200).header("Content-Type", raw.mediaType()).body(manifest))
                .on("GET", PATH, Answer.status(404));
        RegistryClient client = client(asker);
        assertThat(client.source(Wire.APP).manifest(new Tag("1")).digest())
                .isEqualTo(raw.digest());
        assertThatThrownBy(() -> client.source(Wire.APP).blob(DESCRIPTOR, 0, DESCRIPTOR.size()))
                .isInstanceOf(RegistryException.Missing.class);
        assertThat(elsewhere.received()).isEmpty();
    }

    /** A tokenServer is believed with the origin that was named, and no other one. */
    @ParameterizedTest
    @MethodSource("askers")
    void tokenServer_onAnotherPortThanNamed(CredentialSource asker) {
        wire.registry.on("GET", Wire.V2 + "/tags/list.*",
                Answer.status(401).header("WWW-Authenticate", "Bearer realm=\"" + there("/token") + "\""));
        RegistryClient client = new RegistryClient(wire.engine, RegistryOptions.at(wire.registry.uri())
                .withCredentials(asker).withTokenServers(List.of(URI.create("http://localhost:1"))));
        assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Refused.class);
        assertThat(elsewhere.received()).isEmpty();
    }
}
