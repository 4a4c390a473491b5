package dev.crossdock.registry.setup;

import dev.crossdock.image.Quoted;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * A certificate that signed itself, and its key, both in PEM. It is its own authority: clients that are given it trust it,
 * and nothing else.
 */
record SelfSigned(String certificate, String key) {
    /** What browsers and Apple's clients take at most. */
    private static final Duration VALID = Duration.ofDays(825);
    /** For clients whose clocks are slow. */
    private static final Duration BEFORE = Duration.ofHours(1);
    private static final int CURVE_BITS = 256;
    private static final int SERIAL_BITS = 120;
    private static final int MAXIMUM_NAMES = 100;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[]{'\n'});
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}$)(?:\\*\\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*");

    /** For these hosts and addresses. Throws IllegalArgumentException for one that is neither. */
    static SelfSigned make(List<String> names) throws IOException {
        if (names.isEmpty() || names.size() > MAXIMUM_NAMES) {
            throw new IllegalArgumentException("name: got %d, wanted 1 to %d".formatted(names.size(), MAXIMUM_NAMES));
        }
        GeneralNames known = new GeneralNames(names.stream().map(SelfSigned::name).toArray(GeneralName[]::new));
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(CURVE_BITS);
            KeyPair pair = generator.generateKeyPair();
            return new SelfSigned(pem("CERTIFICATE", signed(pair, known)),
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("make a certificate for %s: %s".formatted(names, e), e);
        }
    }

    private static GeneralName name(String text) {
        if (ADDRESS.matcher(text).matches() && IPAddress.isValid(text)) {
            return new GeneralName(GeneralName.iPAddress, text);
        }
        if (HOST.matcher(text).matches() && !ADDRESS.matcher(text).matches()) {
            return new GeneralName(GeneralName.dNSName, text);
        }
        throw new IllegalArgumentException("name \"%s\": wanted a host or an address, such as registry.example.com"
                .formatted(Quoted.capped(text)));
    }

    private static byte[] signed(KeyPair pair, GeneralNames names) throws IOException, OperatorCreationException {
        X500Principal self = new X500Principal("CN=crossdock registry");
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(self,
                new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE), Date.from(now.minus(BEFORE)),
                Date.from(now.plus(VALID)), self, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, LINES.encodeToString(bytes), kind);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return certificate;
    }
}
