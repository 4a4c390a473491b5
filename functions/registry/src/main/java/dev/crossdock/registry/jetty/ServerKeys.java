package dev.crossdock.registry.jetty;

import dev.crossdock.registry.watch.UnusableFileException;
import dev.crossdock.registry.watch.Watched;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with those above it, and the key that fits it.
 *
 * @param alias another one for each reading of the files
 */
record ServerKeys(String alias, List<X509Certificate> chain, PrivateKey key) {
    private static final byte[] PROBE = "does the key fit?".getBytes(StandardCharsets.US_ASCII);
    /** The most things of other kinds before the key, such as the parameters of a curve. */
    private static final int MAXIMUM_OTHERS = 10;

    ServerKeys {
        chain = List.copyOf(chain);
    }

    /** Throws where they cannot be used, naming the file, or both. */
    static ServerKeys read(TlsSettings settings, String alias) throws IOException {
        List<X509Certificate> chain = certificates("http.tls.certificate", settings.certificate());
        PrivateKey key = key(settings.key());
        if (!fits(chain.getFirst(), key)) {
            throw new UnusableFileException(
                    ("http.tls.key %s: does not fit the first certificate in http.tls.certificate "
                            + "%s: wanted the key that this was made with, and the server's own certificate before those above it")
                            .formatted(settings.key(), settings.certificate()));
        }
        return new ServerKeys(alias, chain, key);
    }

    /** One certificate or more, in PEM; {@code what} is the configuration's key. */
    static List<X509Certificate> certificates(String what, Path file) throws IOException {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Watched.bytes(what, file))).stream()
                    .map(X509Certificate.class::cast).toList();
            if (found.isEmpty()) {
                throw new UnusableFileException("%s %s: no certificate in it, wanted PEM".formatted(what, file));
            }
            return found;
        } catch (CertificateException e) {
            throw new UnusableFileException("%s %s: unreadable, wanted certificates in PEM".formatted(what, file), e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        String text = new String(Watched.bytes("http.tls.key", file), StandardCharsets.ISO_8859_1);
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (int i = 0; i < MAXIMUM_OTHERS; i++) {
                Object found = parser.readObject();
                if (found instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (found instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                if (found == null) {
                    throw unusable(file, null);
                }
            }
            throw unusable(file, null);
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unusable(file, e);
        }
    }

    private static UnusableFileException unusable(Path file, @Nullable Throwable cause) {
        return new UnusableFileException(("http.tls.key %s: wanted an unencrypted private key in PEM "
                + "(openssl pkcs8 -topk8 -nodes makes one)").formatted(file), cause);
    }

    /** Asks the key to sign and the certificate to check that. */
    private static boolean fits(X509Certificate certificate, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> key.getAlgorithm();
            });
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "%s of %s".formatted(alias, chain.getFirst().getSubjectX500Principal());
    }
}
