package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import dev.crossdock.client.tls.TestAuthority;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @AutoClose
    private final Wire wire = new Wire();
    @TempDir
    private Path folder;
    private TlsOptions trusting = TlsOptions.STANDARD;
    private @Nullable HttpsServer server;

    @BeforeEach
    void writeAuthority() throws IOException {
        trusting = TlsOptions.trusting(AUTHORITY.writePem(folder.resolve("ca.pem")));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private List<Tag> tags(String name, Instant end, TlsOptions options) throws Exception {
        HttpsServer started = AUTHORITY.serve(name, end);
        server = started;
        return new RegistryClient(wire.engine,
                RegistryOptions.at(URI.create("https://127.0.0.1:" + started.getAddress().getPort())).withTls(options))
                .source(Wire.APP).tags();
    }

    @Test
    void certificate_ofTheNamedAuthority_isBelieved() throws Exception {
        assertThat(tags("127.0.0.1", Instant.now().plus(DAY), trusting)).containsExactly(new Tag("1"));
    }

    @Test
    void certificate_ofAnUnknownAuthority_isRefused() {
        assertThatThrownBy(() -> tags("127.0.0.1", Instant.now().plus(DAY), TlsOptions.STANDARD))
                .isInstanceOf(Refused.class).hasMessageContaining("by an unknown authority")
                .hasMessageContaining("name its CA file");
        assertThat(wire.pauses).isEmpty();
    }

    @Test
    void certificate_ofAnotherAuthorityThanNamed_isRefused() throws IOException {
        TlsOptions other = TlsOptions.trusting(new TestAuthority().writePem(folder.resolve("other.pem")));
        assertThatThrownBy(() -> tags("127.0.0.1", Instant.now().plus(DAY), other)).isInstanceOf(Refused.class);
    }

    @Test
    void certificate_ofAnotherHost_isRefused() {
        assertThatThrownBy(() -> tags("other.example", Instant.now().plus(DAY), trusting)).isInstanceOf(Refused.class)
                .hasMessageContaining("for another host");
    }

    @Test
    void certificate_expired_isRefused() {
        assertThatThrownBy(() -> tags("127.0.0.1", Instant.now().minus(DAY), trusting)).isInstanceOf(Refused.class)
                .hasMessageContaining("an expired certificate");
    }

    @Test
    void certificate_notYetValid_isRefused() {
        assertThatThrownBy(() -> tags("127.0.0.1", Instant.now().plus(DAY.multipliedBy(9)), trusting))
                .isInstanceOf(Refused.class).hasMessageContaining("not valid yet");
    }

    @Test
    void verificationOff_believesAnything() throws Exception {
        assertThat(tags("other.example", Instant.now().minus(DAY), TlsOptions.UNVERIFIED))
                .containsExactly(new Tag("1"));
    }

    @Test
    void verificationOff_acceptsPlainHttp() {
        wire.registry.on("GET", "/v2/", Answer.status(200)).on("GET", Wire.V2 + "/tags/list.*",
                Answer.status(200).body("{\"tags\":[\"1\"]}"));
        assertThat(new RegistryClient(wire.engine,
                RegistryOptions.ofHost("127.0.0.1:" + wire.registry.port()).withTls(TlsOptions.UNVERIFIED))
                .source(Wire.APP).tags()).containsExactly(new Tag("1"));
    }

    @Test
    void verificationOff_plainHttpThatAnswersOddly_isTakenWhereThereIsNoTls() {
        wire.registry.on("GET", "/v2/", Answer.status(404)).on("GET", Wire.V2 + "/tags/list.*",
                Answer.status(200).body("{\"tags\":[\"1\"]}"));
        assertThat(new RegistryClient(wire.engine,
                RegistryOptions.ofHost("127.0.0.1:" + wire.registry.port()).withTls(TlsOptions.UNVERIFIED))
                .source(Wire.APP).tags()).containsExactly(new Tag("1"));
    }

    @Test
    void plainHttp_whereTlsWasAskedFor_isRefused() {
        RegistryClient client = new RegistryClient(wire.engine,
                RegistryOptions.ofHost("127.0.0.1:" + wire.registry.port()));
        assertThatThrownBy(() -> client.source(Wire.APP).tags()).isInstanceOf(Refused.class)
                .hasMessageContaining("that is not TLS");
    }

    @Test
    void caFolder_itsAuthoritiesAreBelieved() throws Exception {
        Path authorities = Files.createDirectory(folder.resolve("127.0.0.1"));
        TlsOptions options = TlsOptions.STANDARD.withFolder(authorities);
        assertThatThrownBy(() -> tags("127.0.0.1", Instant.now().plus(DAY), options)).isInstanceOf(Refused.class)
                .hasMessageContaining("by an unknown authority");
        AUTHORITY.writePem(authorities.resolve("ca.crt"));
        assertThat(tags("127.0.0.1", Instant.now().plus(DAY), TlsOptions.STANDARD.withFolder(authorities)
                .withAuthorities(authorities))).containsExactly(new Tag("1"));
    }

    private List<Tag> tagsAs(TlsOptions options) throws Exception {
        HttpsServer started = AUTHORITY.serveClientsOnly("127.0.0.1");
        try {
            return new RegistryClient(wire.engine, RegistryOptions
                    .at(URI.create("https://127.0.0.1:" + started.getAddress().getPort())).withTls(options))
                    .source(Wire.APP).tags();
        } finally {
            started.stop(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientCertificate_isShownToARegistryThatAsks(TestAuthority.KeyForm form) throws Exception {
        assertThat(tagsAs(trusting.withClient(AUTHORITY.writeClient(folder, "client", form))))
                .containsExactly(new Tag("1"));
    }

    @Test
    void clientCertificate_ofAFolder_isShown() throws Exception {
        Path certs = Files.createDirectory(folder.resolve("127.0.0.1:5000"));
        AUTHORITY.writePem(certs.resolve("ca.crt"));
        new TestAuthority().writeClient(certs, "a-stranger", TestAuthority.KeyForm.RSA);
        AUTHORITY.writeClient(certs, "client", TestAuthority.KeyForm.EC);
        assertThat(tagsAs(TlsOptions.STANDARD.withFolder(certs))).containsExactly(new Tag("1"));
    }

    @Test
    void clientCertificate_missing_orUnknown_isNotLetIn() throws IOException {
        assertThatThrownBy(() -> tagsAs(trusting)).isInstanceOf(Refused.class)
                .hasMessageContaining("nobody without a client certificate").hasMessageContaining("NAME.cert");
        TestAuthority stranger = new TestAuthority();
        TlsOptions unknown = trusting
                .withClient(stranger.writeClient(folder, "stranger", TestAuthority.KeyForm.EC));
        assertThatThrownBy(() -> tagsAs(unknown)).isInstanceOf(Refused.class)
                .hasMessageContaining("nobody without a client certificate");
    }

    @Test
    void clientCertificate_isNotShownElsewhere() throws Exception {
        HttpsServer elsewhere = AUTHORITY.serveClientsOnly("127.0.0.1");
        try {
            SeededBlob blob = new SeededBlob("x/y", new byte[]{1});
            wire.registry.on("GET", ".*/blobs/.*", Answer.status(307).header("Location",
                    "https://127.0.0.1:" + elsewhere.getAddress().getPort() + "/signed"));
            Source source = new RegistryClient(wire.engine, RegistryOptions.at(wire.registry.uri()).withTls(
                    trusting.withClient(AUTHORITY.writeClient(folder, "client", TestAuthority.KeyForm.EC))))
                    .source(Wire.APP);
            assertThatThrownBy(() -> source.blob(Wire.descriptor(blob), 0, 1)).isInstanceOf(Refused.class)
                    .hasMessageContaining("got 127.0.0.1:" + elsewhere.getAddress().getPort());
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void clientCertificate_unusable_isRefusedNamingTheFile() throws IOException {
        TlsOptions.Client.Pair one = AUTHORITY.writeClient(folder, "one", TestAuthority.KeyForm.EC);
        TlsOptions.Client.Pair other = AUTHORITY.writeClient(folder, "other", TestAuthority.KeyForm.EC);
        assertRefused(trusting.withClient(new TlsOptions.Client.Pair(one.certificate(), other.key())),
                "other.key is not its key");
        writeKey(other, "ENCRYPTED PRIVATE KEY");
        assertRefused(trusting.withClient(other), "other.key: an encrypted key");
        writeKey(other, "EC PRIVATE KEY");
        assertRefused(trusting.withClient(other), "other.key: an EC key without the name of its curve");
        writeKey(other, "PRIVATE KEY");
        assertRefused(trusting.withClient(other), "other.key: a key of another kind than RSA and EC");
        Files.delete(other.key());
        assertRefused(trusting.withFolder(folder), "other.cert has no other.key beside it");
        Files.delete(other.certificate());
        Files.delete(one.certificate());
        assertRefused(trusting.withFolder(folder), "one.key has no one.cert beside it");
    }

    private static void writeKey(TlsOptions.Client.Pair pair, String kind) throws IOException {
        Files.write(pair.key(), List.of("-----BEGIN " + kind + "-----", "czNjcmV0", "-----END " + kind + "-----"));
    }

    private void assertRefused(TlsOptions options, String expected) {
        assertThatThrownBy(() -> tagsAs(options)).isInstanceOf(Refused.class).hasMessageContaining(expected)
                .hasMessageNotContaining("czNjcmV0").hasMessageNotContaining("s3cret");
    }

    @Test
    void caFile_unusable_isRefusedNamingIt() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> tags("127.0.0.1", Instant.now().plus(DAY), TlsOptions.trusting(empty)))
                .isInstanceOf(Refused.class).hasMessageContaining("empty.pem");
        assertThatThrownBy(
                () -> tags("127.0.0.1", Instant.now().plus(DAY), TlsOptions.trusting(folder.resolve("none.pem"))))
                .isInstanceOf(Refused.class).hasMessageContaining("none.pem");
    }
}
