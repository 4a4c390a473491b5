package dev.crossdock.registry.jetty;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority of a test, and what it signs: certificates for 127.0.0.1. */
public final class TestCertificates {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[]{'\n'});

    private final Issued root;

    /** A new authority. */
    public TestCertificates(String name) {
        KeyPair keys = keys("EC");
        this.root = new Issued(keys, List.of(signed(name, name, keys, keys, true)));
    }

    private TestCertificates(Issued root) {
        this.root = root;
    }

    /** Keys with their certificate, and those between it and the authority. */
    public record Issued(KeyPair keys, List<X509Certificate> chain) {
        /** All certificates in PEM. */
        public String pem() {
            StringBuilder text = new StringBuilder();
            chain.forEach(certificate -> text.append(TestCertificates.pem(certificate)));
            return text.toString();
        }

        /** The key as PKCS#8. */
        public String key() {
            return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(LINES.encodeToString(keys
                    .getPrivate().getEncoded()));
        }

        /** The key in OpenSSL's older form. */
        String olderKey() {
            StringWriter text = new StringWriter();
            try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
                if (keys.getPrivate() instanceof ECPrivateKey key) {
                    // The writer would leave the curve out, which OpenSSL does not.
                    writer.writeObject(new PemObject("EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(256,
                            key.getS(), SECObjectIdentifiers.secp256r1).getEncoded()));
                } else {
                    writer.writeObject(keys.getPrivate());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return text.toString();
        }

        String name() {
            return chain.getFirst().getSubjectX500Principal().getName();
        }
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return root.chain().getFirst();
    }

    /** A certificate for the name, with keys of this kind. */
    public Issued issue(String name, String algorithm) {
        KeyPair keys = keys(algorithm);
        List<X509Certificate> above = root.chain().subList(0, root.chain().size() - 1);
        X509Certificate certificate = signed(name, issuer(), keys, root.keys(), false);
        return new Issued(keys, Stream.concat(Stream.of(certificate), above.stream())
                .toList());
    }

    /** An authority that this one signed. */
    public TestCertificates below(String name) {
        KeyPair keys = keys("RSA");
        X509Certificate certificate = signed(name, issuer(), keys, root.keys(), true);
        return new TestCertificates(new Issued(keys, List.of(certificate, root.chain().getLast())));
    }

    private String issuer() {
        return root.chain().getFirst().getSubjectX500Principal().getName().substring("CN=".length());
    }

    /** Writes certificate and key, and says so in settings. */
    TlsSettings write(Path folder, Issued issued) throws IOException {
        Files.writeString(folder.resolve("tls.crt"), issued.pem());
        Files.writeString(folder.resolve("tls.key"), issued.key());
        return TlsSettings.of(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    }

    /** A client that trusts this authority, speaks these versions, and shows these certificates. */
    HttpClient client(List<String> protocols, List<Issued> shown) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root.chain().getLast());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        for (Issued issued : shown) {
            own.setKeyEntry("own", issued.keys().getPrivate(), new char[0], issued.chain().toArray(Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(protocols.toArray(String[]::new));
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).sslParameters(
                parameters).build();
    }

    /** In PEM. */
    public static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(LINES.encodeToString(
                    certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!algorithm.equals("Ed25519")) {
                generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate signed(String name, String issuer, KeyPair keys, KeyPair by, boolean isAuthority) {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Principal("CN=" + issuer),
                BigInteger.valueOf(System.nanoTime()), Date.from(now.minus(DAY)), Date.from(now.plus(DAY)),
                new X500Principal("CN=" + name), keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder(
                    signature(by.getPrivate())).build(by.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signature(PrivateKey key) {
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }
}
