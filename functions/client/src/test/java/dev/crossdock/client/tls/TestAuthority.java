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
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority of a test, and HTTPS servers with its certificates. */
public final class TestAuthority {
    private static final Duration DAY = Duration.ofDays(1);

    private final KeyPair keys = keys();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final X509Certificate certificate = sign(new X500Name("CN=test authority"), keys, Instant.now().plus(DAY),
            new GeneralName[0]);

    private static KeyPair keys() {
        return keys("EC");
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
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

    X509Certificate certificate() {
        return certificate;
    }

    /** A chain for the name, which the authority signed. */
    X509Certificate[] chain(String name, Instant end) {
        return new X509Certificate[]{
                sign(new X500Name("CN=server"), keys(), end,
                        new GeneralName[]{new GeneralName(GeneralName.dNSName, name)}),
                certificate};
    }

    /** Writes {@code NAME.cert} and {@code NAME.key} for a client of the authority. */
    public TlsOptions.Client.Pair writeClient(Path folder, String name, KeyForm form) throws IOException {
        KeyPair client = keys(form.algorithm);
        X509Certificate signed = sign(new X500Name("CN=" + name), client, Instant.now().plus(DAY),
                new GeneralName[]{new GeneralName(GeneralName.dNSName, name)});
        Path key = Files.writeString(folder.resolve(name + ".key"),
                pem(form.isOld ? old(client) : new PemObject("PRIVATE KEY", client.getPrivate().getEncoded())));
        return new TlsOptions.Client.Pair(Files.writeString(folder.resolve(name + ".cert"), pem(signed)), key);
    }

    /** As OpenSSL wrote it, with the name of the curve in it. */
    private static Object old(KeyPair pair) throws IOException {
        return pair.getPrivate() instanceof ECPrivateKey key
                ? new PemObject("EC PRIVATE KEY",
                        new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1)
                                .getEncoded())
                : pair;
    }

    /** How a key stands in PEM. */
    public enum KeyForm {
        RSA("RSA", false), RSA_OLD("RSA", true), EC("EC", false), EC_OLD("EC", true);

        private final String algorithm;
        private final boolean isOld;

        KeyForm(String algorithm, boolean isOld) {
            this.algorithm = algorithm;
            this.isOld = isOld;
        }
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        }
        return text.toString();
    }

    /** The names of all headers that its servers got. */
    public Set<String> seenHeaders() {
        return Set.copyOf(seen);
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

    /** A server on a free loopback port that answers every request with 200 and {@code {"tags":["1"]}}. */
    public HttpsServer serve(String name, Instant end) throws Exception {
        return serve(name, end, false);
    }

    /** The same, which answers only clients with a certificate of the authority. */
    public HttpsServer serveClientsOnly(String name) throws Exception {
        return serve(name, Instant.now().plus(DAY), true);
    }

    private HttpsServer serve(String name, Instant end, boolean clientsOnly) throws Exception {
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
        context.init(factory.getKeyManagers(), new TrustManager[]{trustingItself()}, null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(clientsOnly);
                parameters.setSSLParameters(tls);
            }
        });
        https.createContext("/", exchange -> {
            seen.addAll(exchange.getRequestHeaders().keySet());
            byte[] body = "{\"tags\":[\"1\"]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        https.start();
        return https;
    }

    private TrustManager trustingItself() throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("authority", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory.getTrustManagers()[0];
    }
}
