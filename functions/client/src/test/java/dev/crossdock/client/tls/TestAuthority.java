package dev.crossdock.client.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test, and HTTPS servers with its certificates. */
public final class TestAuthority {
    private static final Duration DAY = Duration.ofDays(1);

    private final KeyPair keys = keys();
    private final X509Certificate certificate = sign(new X500Name("CN=test authority"), keys, Instant.now().plus(DAY),
            new GeneralName[0]);

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(X500Name subject, KeyPair owner, Instant end, GeneralName[] names) {
        try {
            var builder = new JcaX509v3CertificateBuilder(new X500Name("CN=test authority"),
                    BigInteger.valueOf(System.nanoTime()), Date.from(end.minus(DAY.multipliedBy(2))), Date.from(end),
                    subject,
                    owner.getPublic());
            if (names.length == 0) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            } else {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the authority's own certificate in PEM. */
    public Path writePem(Path file) throws IOException {
        try {
            StringWriter pem = new StringWriter();
            pem.write("-----BEGIN CERTIFICATE-----\n");
            pem.write(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
            pem.write("\n-----END CERTIFICATE-----\n");
            return Files.writeString(file, pem.toString());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    /** The authority's certificate, for an engine of the JDK. */
    public KeyStore asTrustStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        return store;
    }

    /** A server on a free loopback port that answers every request with 200 and {@code {"tags":["1"]}}. */
    public HttpsServer serve(String name, Instant end) throws Exception {
        return serve(name, end, exchange -> {
            byte[] body = "{\"tags\":[\"1\"]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    /** A server on a free loopback port that answers as the handler does; the versions of TLS that it speaks, if not all. */
    public HttpsServer serve(String name, Instant end, HttpHandler handler, String... versions) throws Exception {
        KeyPair server = keys();
        GeneralName[] names = {new GeneralName(
                name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name)};
        X509Certificate signed = sign(new X500Name("CN=server"), server, end, names);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", server.getPrivate(), new char[0], new Certificate[]{signed, certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters chosen = context.getDefaultSSLParameters();
                if (versions.length > 0) {
                    chosen.setProtocols(versions);
                }
                parameters.setSSLParameters(chosen);
            }
        });
        https.createContext("/", handler);
        https.start();
        return https;
    }
}
