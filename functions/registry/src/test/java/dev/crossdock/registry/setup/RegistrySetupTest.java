package dev.crossdock.registry.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.StorageSettings;
import dev.crossdock.registry.access.AccessSettings.Passwords;
import dev.crossdock.registry.config.ConfigReader;
import dev.crossdock.registry.jetty.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySetupTest {
    @TempDir
    private Path folder;

    @Test
    void config_isReadWithoutAWarning() throws IOException {
        RegistrySetup setup = RegistrySetup.make(folder.resolve("new/registry"), List.of("localhost"), "admin");
        List<String> warnings = new ArrayList<>();

        RegistrySettings settings = ConfigReader.read(setup.config(), Map.of(), warnings::add);

        Path made = folder.resolve("new/registry");
        assertThat(warnings).isEmpty();
        assertThat(settings.storage()).isEqualTo(new StorageSettings.Filesystem(made.resolve("data")));
        assertThat(settings.access().passwords()).contains(new Passwords("crossdock", made.resolve("htpasswd")));
        assertThat(settings.http().tls()).contains(TlsSettings.of(made.resolve("certs/ca.crt"), made.resolve(
                "registry.key")));
        assertThat(settings.content().rules().deleteEnabled()).isTrue();
        assertThat(settings.operation().health().storage()).isPresent();
    }

    @Test
    void password_isHashedAndNowhereElse() throws IOException {
        RegistrySetup setup = RegistrySetup.make(folder, List.of("localhost"), "some.one");
        String password = setup.password().value();

        String line = Files.readString(folder.resolve("htpasswd"));
        assertThat(line).startsWith("some.one:$2y$10$").endsWith("\n").hasLineCount(1);
        assertThat(OpenBSDBCrypt.checkPassword(line.strip().substring("some.one:".length()), password.toCharArray()))
                .isTrue();
        assertThat(password).matches("[A-Za-z0-9]{24}");
        assertThat(setup.toString()).doesNotContain(password);
        for (String file : written()) {
            assertThat(Files.readString(folder.resolve(file))).as(file).doesNotContain(password);
        }
        assertThat(RegistrySetup.make(folder.resolve("other"), List.of("localhost"), "a").password().value())
                .isNotEqualTo(password);
    }

    @Test
    void secrets_areTheirOwnersAlone() throws IOException {
        RegistrySetup.make(folder, List.of("localhost"), "admin");

        assertThat(written()).containsExactlyInAnyOrder("config.yml", "htpasswd", "registry.key", "certs/ca.crt");
        for (String secret : List.of("htpasswd", "registry.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret)))).isEqualTo(
                    "rw-------");
        }
    }

    @Test
    void certificate_fitsItsKeyAndItsNames() throws Exception {
        RegistrySetup.make(folder, List.of("registry.example.com", "*.example.org", "192.0.2.7", "fd00::1"), "admin");
        X509Certificate certificate = certificate();

        certificate.verify(certificate.getPublicKey());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key());
        signature.update(new byte[]{1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(new byte[]{1, 2, 3});
        assertThat(signature.verify(signed)).isTrue();
        assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .containsExactly(
                        "registry.example.com", "*.example.org", "192.0.2.7", "fd00:0:0:0:0:0:0:1");
        certificate.checkValidity();
        certificate.checkValidity(Date.from(Instant.now().plus(Duration.ofDays(824))));
        assertThat(certificate.getNotAfter()).isBefore(Instant.now().plus(Duration.ofDays(826)));
        assertThat(certificate.getBasicConstraints()).isNotNegative();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.yml", "htpasswd", "registry.key", "certs/ca.crt"})
    void anyFileThatIsThere_isKeptAndNothingWritten(String name) throws IOException {
        Path there = folder.resolve(name);
        Files.createDirectories(there.getParent());
        Files.writeString(there, "mine");

        assertThatThrownBy(() -> RegistrySetup.make(folder, List.of("localhost"), "admin")).isInstanceOf(
                FileAlreadyExistsException.class).hasMessageContaining(there.toString());

        assertThat(written()).containsExactly(name);
        assertThat(there).hasContent("mine");
    }

    @Test
    void linkToNowhere_isNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("registry.key"), folder.resolve("elsewhere"));

        assertThatThrownBy(() -> RegistrySetup.make(folder, List.of("localhost"), "admin")).isInstanceOf(
                FileAlreadyExistsException.class);

        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void fileInTheWay_leavesNothingBehind() throws IOException {
        Files.writeString(folder.resolve("certs"), "a file, where a folder is wanted");

        assertThatThrownBy(() -> RegistrySetup.make(folder, List.of("localhost"), "admin")).isInstanceOf(
                IOException.class);

        assertThat(written()).containsExactly("certs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-a", "a..b", "https://h", "h:5000", "1.2.3.4.5", "1.2.3.400", "::g", "*.",
            "a/b", "a\nb"})
    void nameThatIsNone_isQuoted(String name) {
        assertThatThrownBy(() -> RegistrySetup.make(folder, List.of("localhost", name), "admin")).isInstanceOf(
                IllegalArgumentException.class).hasMessageContaining("wanted a host or an address")
                .hasMessageNotContaining("\n");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "a\nb"})
    void userThatIsNone_isRefused(String user) {
        assertThatThrownBy(() -> RegistrySetup.make(folder, List.of("localhost"), user)).isInstanceOf(
                IllegalArgumentException.class).hasMessageStartingWith("user: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesAreBounded() {
        assertThatThrownBy(() -> RegistrySetup.make(folder, List.of(), "admin"))
                .hasMessageContaining("wanted 1 to 100");
        assertThatThrownBy(() -> RegistrySetup.make(folder, Collections.nCopies(101, "h"), "admin"))
                .hasMessageContaining("wanted 1 to 100");
    }

    private List<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).filter(
                    file -> !file.startsWith("other")).toList();
        }
    }

    private X509Certificate certificate() throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("certs/ca.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private PrivateKey key() throws Exception {
        String pem = Files.readString(folder.resolve("registry.key")).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(
                pem)));
    }
}
