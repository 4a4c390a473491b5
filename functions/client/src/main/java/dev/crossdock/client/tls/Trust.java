package dev.crossdock.client.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Decides whether a chain of certificates is to be believed: the JDK's validation, over the anchors of the options. */
final class Trust implements X509TrustManager {
    private static final int MAXIMUM_CA_FILE_BYTES = 4 << 20;
    private static final int MAXIMUM_CA_FILES = 1_000;

    private final X509TrustManager validation;

    private Trust(X509TrustManager validation) {
        this.validation = validation;
    }

    /** Throws IOException, naming the file, where the CA file is unreadable or holds no certificate. */
    static X509TrustManager of(TlsOptions options) throws IOException {
        if (!options.verify()) {
            return new Anything();
        }
        try {
            X509TrustManager runtime = validating(null);
            return new Trust(options.caFile().isEmpty() ? runtime : extended(runtime, options.caFile().get()));
        } catch (GeneralSecurityException e) {
            throw new UnusableTrustException("trusted certificates: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager extended(X509TrustManager runtime, Path file)
            throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        List<X509Certificate> all = new ArrayList<>(List.of(runtime.getAcceptedIssuers()));
        for (Path each : Files.isDirectory(file) ? certificates(file) : List.of(file)) {
            all.addAll(read(each));
        }
        for (int i = 0; i < all.size(); i++) {
            anchors.setCertificateEntry("anchor-" + i, all.get(i));
        }
        return validating(anchors);
    }

    /** The authorities of a folder, as containers' tools lay it out: {@code *.crt} (containers-certs.d(5)). */
    private static List<Path> certificates(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".crt")).sorted()
                    .limit(MAXIMUM_CA_FILES).toList();
            if (found.isEmpty()) {
                throw new UnusableTrustException("CA folder %s: no file *.crt in it".formatted(folder));
            }
            return found;
        }
    }

    private static List<X509Certificate> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAXIMUM_CA_FILE_BYTES) {
            throw new UnusableTrustException(
                    "CA file %s: wanted a file of at most %d bytes".formatted(file, MAXIMUM_CA_FILE_BYTES));
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                    .map(X509Certificate.class::cast).toList();
            if (found.isEmpty()) {
                throw new UnusableTrustException("CA file %s: no certificate in it, wanted PEM".formatted(file));
            }
            return found;
        } catch (CertificateException e) {
            throw new UnusableTrustException(
                    "CA file %s: %s, wanted certificates in PEM".formatted(file, e.getMessage()), e);
        }
    }

    private static X509TrustManager validating(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        // For TLS 1.3 Conscrypt says GENERIC, which the JDK takes for an unknown kind of key exchange; by UNKNOWN the
        // JDK means "any". The chain is validated all the same.
        validation.checkServerTrusted(chain, authType.equals("GENERIC") ? "UNKNOWN" : authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("crossdock's client never accepts client certificates");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return validation.getAcceptedIssuers();
    }

    /** Believes everyone: a person said so. */
    private static final class Anything implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
