package dev.crossdock.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate for 127.0.0.1 that signed itself, good for a day.
 *
 * @param folder with {@code ca.crt} alone, as {@code --src-cert-dir} wants it
 * @param key    of it, in PEM
 */
record Certificate(Path folder, Path key) {
    private static final Duration VALID = Duration.ofDays(1);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[]{'\n'});

    /** The certificate in PEM. */
    Path chain() {
        return folder.resolve("ca.crt");
    }

    /** Makes one, as most registries have it: ECDSA on P-256. */
    static Certificate make(Path folder) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            Certificate made = new Certificate(Files.createDirectories(folder.resolve("trust")),
                    folder.resolve("server.key"));
            Files.writeString(made.chain(), pem("CERTIFICATE", signed(pair).getEncoded()));
            Files.writeString(made.key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            return made;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("make a certificate: " + e, e);
        }
    }

    private static X509Certificate signed(KeyPair pair)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X500Principal name = new X500Principal("CN=crossdock bench");
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(VALID)), Date.from(now.plus(VALID)), name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, LINES.encodeToString(bytes), kind);
    }
}
