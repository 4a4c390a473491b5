package dev.crossdock.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine trusts, besides the Java runtime. */
class TrustTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private final X509Certificate[] chain = AUTHORITY.chain("a.example", Instant.now().plus(Duration.ofDays(1)));

    @TempDir
    private Path folder;

    private void check(Map<String, String> environment, Path... usual) throws IOException, CertificateException {
        trust(environment, usual).checkServerTrusted(chain, "GENERIC");
    }

    private static X509TrustManager trust(Map<String, String> environment, Path... usual) throws IOException {
        return Trust.of(TlsOptions.STANDARD, new SystemAuthorities(environment, List.of(usual)));
    }

    @Test
    void bundleOfTheMachine_isRead_theFirstThatThereIs() throws Exception {
        Path bundle = AUTHORITY.writePem(folder.resolve("bundle.crt"));
        Path other = new TestAuthority().writePem(folder.resolve("other.crt"));
        check(Map.of(), folder.resolve("none"), bundle);
        assertThatThrownBy(() -> check(Map.of(), other, bundle)).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> check(Map.of())).isInstanceOf(CertificateException.class);
    }

    @Test
    void environment_namesAnotherFile_andFolders() throws Exception {
        Path bundle = AUTHORITY.writePem(folder.resolve("bundle.pem"));
        check(Map.of("SSL_CERT_FILE", bundle.toString()), folder.resolve("none"));
        check(Map.of("SSL_CERT_DIR", "/none:" + folder));
        assertThatThrownBy(() -> check(Map.of("SSL_CERT_FILE", "/none", "SSL_CERT_DIR", ""), bundle))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void filesThatAreNoCertificates_sayNothing() throws Exception {
        Files.writeString(folder.resolve("bad.pem"), "nothing");
        Files.writeString(folder.resolve("worse.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Files.createDirectory(folder.resolve("folder.crt"));
        AUTHORITY.writePem(folder.resolve("good.cer"));
        check(Map.of("SSL_CERT_DIR", folder.toString()));
    }

    /** Read once something is unknown, and no sooner: it was not there when the trust was made. */
    @Test
    void bundle_isReadLate_andOnce() throws Exception {
        Path bundle = folder.resolve("bundle.crt");
        X509TrustManager trust = trust(Map.of(), bundle);
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "GENERIC")).isInstanceOf(CertificateException.class);
        AUTHORITY.writePem(bundle);
        trust.checkServerTrusted(chain, "GENERIC");
        Files.delete(bundle);
        assertThatCode(() -> trust.checkServerTrusted(chain, "UNKNOWN")).doesNotThrowAnyException();
    }

    @Test
    void expired_isSaidEvenWhereTheMachineAloneKnowsTheAuthority() throws Exception {
        Path bundle = AUTHORITY.writePem(folder.resolve("bundle.crt"));
        X509Certificate[] old = AUTHORITY.chain("a.example", Instant.now().minus(Duration.ofDays(1)));
        assertThatThrownBy(() -> trust(Map.of(), bundle).checkServerTrusted(old, "GENERIC"))
                .hasRootCauseInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void folders_theFirstThatThereIs() throws IOException {
        CertificateFolders folders = new CertificateFolders(List.of(folder.resolve("user"), folder.resolve("machine")));
        assertThat(folders.of("r.example:5000")).isEmpty();
        Path machine = Files.createDirectories(folder.resolve("machine/r.example:5000"));
        assertThat(folders.of("r.example:5000")).contains(machine);
        assertThat(folders.of("r.example")).isEmpty();
        Path user = Files.createDirectories(folder.resolve("user/r.example:5000"));
        assertThat(folders.of("r.example:5000")).contains(user);
    }

    @Test
    void folders_ofTheUserAreUnderHome() throws IOException {
        Path certs = Files.createDirectories(folder.resolve(".config/containers/certs.d/r.example"));
        assertThat(CertificateFolders.standard(Map.of("HOME", folder.toString())).of("r.example")).contains(certs);
        assertThat(CertificateFolders.standard(Map.of()).of("r.example")).isEmpty();
    }
}
