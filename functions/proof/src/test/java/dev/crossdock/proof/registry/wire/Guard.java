package dev.crossdock.proof.registry.wire;

import dev.crossdock.proof.site.RunningProgram;
import dev.crossdock.proof.site.TrialFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that the JDK's keytool made, a user with a password, and the sections of config.yml that ask for both.
 *
 * @param certificates the folder with {@code ca.crt}
 * @param key          of the certificate
 * @param passwords    as htpasswd writes them
 * @param trust        believes the certificate, and no other
 */
public record Guard(Path certificates, Path key, Path passwords, SSLContext trust) {
    private static final String USER = "sync:s3same-open";
    /** The user's password as htpasswd -B makes it, at its cheapest. */
    private static final String PASSWORDS = "sync:$2y$05$abcdefghijklmnopqrstuuTO4QB1vKzy3Xc2wh5Ui7kVvIKB/GOKC\n";
    private static final String STORE_PASSWORD = "of-no-secret";
    private static final String ALIAS = "registry";

    /** Makes all of it anew. */
    public static Guard make(TrialFolder folder) throws IOException {
        Path store = folder.data("guard").resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = List.of(keytool.toString(), "-genkeypair", "-alias", ALIAS, "-keyalg", "EC",
                "-groupname",
                "secp256r1", "-dname", "CN=conformance", "-ext", "BC=ca:true", "-ext", "SAN=IP:127.0.0.1", "-keystore",
                store.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD);
        try (RunningProgram made = RunningProgram.start(command, Map.of(), folder.output("keytool"))) {
            if (!made.endsWithin(RunningProgram.LONGEST_END) || made.exitCode() != 0) {
                throw new AssertionError(made.evidence());
            }
        }
        return of(store, folder);
    }

    private static Guard of(Path store, TrialFolder folder) throws IOException {
        try (InputStream bytes = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(bytes, STORE_PASSWORD.toCharArray());
            Path certificates = folder.data("certificates");
            Files.writeString(certificates.resolve("ca.crt"), pem("CERTIFICATE", keys.getCertificate(ALIAS)
                    .getEncoded()));
            Path key = Files.writeString(folder.data("guard").resolve("key.pem"), pem("PRIVATE KEY", keys.getKey(ALIAS,
                    STORE_PASSWORD.toCharArray()).getEncoded()));
            KeyStore believed = KeyStore.getInstance("PKCS12");
            believed.load(null, null);
            believed.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            Path passwords = Files.writeString(folder.data("guard").resolve("htpasswd"), PASSWORDS);
            return new Guard(certificates, key, passwords, context);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, Base64.getMimeEncoder()
                .encodeToString(bytes));
    }

    /** What stands beneath {@code http}, and the section {@code auth}. */
    public String sections() {
        return """
                  tls:
                    certificate: %s
                    key: %s
                auth:
                  htpasswd:
                    realm: conformance
                    path: %s
                """.formatted(certificates.resolve("ca.crt"), key, passwords);
    }

    /** With the key. */
    public Door door(int port) {
        return new Door(URI.create("https://127.0.0.1:" + port), Optional.of(trust), Optional.of(certificates),
                Optional.of(USER));
    }
}
