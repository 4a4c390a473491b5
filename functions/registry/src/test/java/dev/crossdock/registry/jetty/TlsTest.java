package dev.crossdock.registry.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.access.Guest;
import dev.crossdock.settings.ListenAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;

class TlsTest {
    private static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");

    private final TestCertificates authority = new TestCertificates("authority");
    @TempDir
    Path folder;
    private @Nullable RegistryServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private String start(TlsSettings tls) throws IOException {
        stop();
        HttpSettings plain = HttpSettings.plain(new ListenAddress("127.0.0.1", 0));
        RegistryServer started = RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root")).with(
                new HttpSettings(plain.address(), Optional.of(tls), plain.external(), plain.headers(), plain.limits(),
                        List.of())));
        server = started;
        return "https://127.0.0.1:" + started.port();
    }

    private Guest guest(String base, TestCertificates.Issued... shown) throws Exception {
        return new Guest(authority.client(BOTH, List.of(shown)), base);
    }

    private static X509Certificate shown(Guest.Answer answer) throws Exception {
        return (X509Certificate) answer.http().sslSession().orElseThrow().getPeerCertificates()[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void keyOfAnyKind_serves(String algorithm) throws Exception {
        String base = start(authority.write(folder, authority.issue("registry", algorithm)));

        Guest.Answer answer = guest(base).get("/v2/").is(200);

        assertThat(shown(answer).getSubjectX500Principal().getName()).isEqualTo("CN=registry");
        assertThat(answer.http().sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void keyInTheOlderForm_serves(String algorithm) throws Exception {
        TestCertificates.Issued issued = authority.issue("registry", algorithm);
        TlsSettings settings = authority.write(folder, issued);
        assertThat(issued.olderKey()).contains("BEGIN " + algorithm + " PRIVATE KEY");
        Files.writeString(settings.key(), issued.olderKey());

        guest(start(settings)).get("/v2/").is(200);
    }

    @Test
    void chain_isShownWhole() throws Exception {
        TestCertificates below = authority.below("intermediate");

        Guest.Answer answer = guest(start(below.write(folder, below.issue("registry", "EC")))).get("/v2/").is(200);

        assertThat(answer.http().sslSession().orElseThrow().getPeerCertificates()).hasSize(2);
    }

    @Test
    void changedFiles_areShownToNewConnections_andOldOnesGoOn() throws Exception {
        TestCertificates.Issued first = authority.issue("first", "EC");
        String base = start(authority.write(folder, first));
        Guest old = guest(base);
        old.get("/v2/").is(200);

        authority.write(folder, authority.issue("second", "RSA"));

        assertThat(shown(guest(base).get("/v2/").is(200)).getSubjectX500Principal().getName()).isEqualTo("CN=second");
        assertThat(shown(old.get("/v2/").is(200))).isEqualTo(first.chain().getFirst());
    }

    @Test
    void brokenNewFiles_leaveTheOldInForce() throws Exception {
        TlsSettings settings = authority.write(folder, authority.issue("first", "EC"));
        String base = start(settings);

        Files.writeString(settings.key(), authority.issue("other", "EC").key());

        assertThat(shown(guest(base).get("/v2/").is(200)).getSubjectX500Principal().getName()).isEqualTo("CN=first");
        Files.writeString(settings.certificate(), "");
        guest(base).get("/v2/").is(200);
    }

    @Test
    void keyThatDoesNotFit_isRefusedNamingBothFiles() throws Exception {
        TlsSettings settings = authority.write(folder, authority.issue("registry", "EC"));
        for (String key : List.of("EC", "RSA")) {
            Files.writeString(settings.key(), authority.issue("other", key).key());
            assertThatThrownBy(() -> start(settings)).isInstanceOf(IOException.class).hasMessageContainingAll(
                    "does not fit", settings.key().toString(), settings.certificate().toString());
        }
        RegistryServer.start(RegistrySettings.onFreePort(folder.resolve("root"))).close();
    }

    @Test
    void filesThatCannotBeRead_areNamed() throws Exception {
        TestCertificates.Issued issued = authority.issue("registry", "EC");
        for (String key : List.of("", "nonsense", issued.pem(),
                "-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")) {
            TlsSettings settings = authority.write(folder, issued);
            Files.writeString(settings.key(), key);
            assertThatThrownBy(() -> start(settings)).as(key).isInstanceOf(IOException.class).hasMessageContainingAll(
                    settings.key().toString(), "openssl pkcs8");
        }
        TlsSettings settings = authority.write(folder, issued);
        Files.writeString(settings.certificate(), "nonsense");
        assertThatThrownBy(() -> start(settings)).hasMessageContaining(settings.certificate().toString());
        Files.delete(settings.certificate());
        assertThatThrownBy(() -> start(settings)).hasMessageContainingAll(settings.certificate().toString(),
                "no such file");
    }

    @Test
    void olderVersion_isNotSpoken() throws Exception {
        TlsSettings settings = authority.write(folder, authority.issue("registry", "EC"));
        HttpClient tls12 = authority.client(List.of("TLSv1.2"), List.of());
        new Guest(tls12, start(settings)).get("/v2/").is(200);

        String base = start(new TlsSettings(settings.certificate(), settings.key(), TlsSettings.Version.TLS_1_3,
                List.of(), Optional.empty()));

        assertThatThrownBy(() -> new Guest(tls12, base).get("/v2/")).isInstanceOf(UncheckedIOException.class);
        guest(base).get("/v2/").is(200);
        assertThatThrownBy(() -> TlsSettings.Version.labelled("tls1.1")).hasMessageContaining("tls1.2");
    }

    @Test
    void suites_areThoseThatAreNamed() throws Exception {
        TlsSettings settings = authority.write(folder, authority.issue("registry", "EC"));
        String suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        String base = start(new TlsSettings(settings.certificate(), settings.key(), TlsSettings.Version.TLS_1_2,
                List.of(suite), Optional.empty()));

        Guest.Answer older = new Guest(authority.client(List.of("TLSv1.2"), List.of()), base).get("/v2/").is(200);

        assertThat(older.http().sslSession().orElseThrow().getCipherSuite()).isEqualTo(suite);
        assertThat(guest(base).get("/v2/").is(200).http().sslSession().orElseThrow().getProtocol()).isEqualTo(
                "TLSv1.3");
        assertThatThrownBy(() -> start(new TlsSettings(settings.certificate(), settings.key(),
                TlsSettings.Version.TLS_1_2, List.of("TLS_NOT_THIS"), Optional.empty()))).hasMessageContainingAll(
                        "http.tls.ciphersuites", "TLS_NOT_THIS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"request-client-cert", "require-any-client-cert", "verify-client-cert-if-given",
            "require-and-verify-client-cert"})
    void certificatesOfClients_areWantedAsTheModeSays(String label) throws Exception {
        TlsSettings.Mode mode = TlsSettings.Mode.labelled(label);
        TlsSettings settings = authority.write(folder, authority.issue("registry", "EC"));
        Path authorities = Files.writeString(folder.resolve("clients.crt"), TestCertificates.pem(
                authority.certificate()));
        String base = start(new TlsSettings(settings.certificate(), settings.key(), TlsSettings.Version.TLS_1_2,
                List.of(), Optional.of(new TlsSettings.Clients(List.of(authorities), mode))));

        guest(base, authority.issue("client", "EC")).get("/v2/").is(200);
        assertServed(!mode.isRequired(), guest(base));
        assertServed(!mode.isVerified(), guest(base, new TestCertificates("authority").issue("client", "EC")));
    }

    private static void assertServed(boolean isServed, Guest guest) {
        if (isServed) {
            guest.get("/v2/").is(200);
        } else {
            assertThatThrownBy(() -> guest.get("/v2/")).isInstanceOf(UncheckedIOException.class);
        }
    }
}
