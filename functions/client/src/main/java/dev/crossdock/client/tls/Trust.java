package dev.crossdock.client.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a chain of certificates is to be believed: the JDK's validation, over the anchors of the Java runtime
 * and of the options. What they do not know is held against the machine's own anchors, which are read then and no sooner.
 */
final class Trust implements X509TrustManager {
    private final X509TrustManager validation;
    private final SystemAuthorities system;
    private @Nullable X509TrustManager widened;

    private Trust(X509TrustManager validation, SystemAuthorities system) {
        this.validation = validation;
        this.system = system;
    }

    static X509TrustManager of(TlsOptions options) throws IOException {
        return of(options, SystemAuthorities.ofThisMachine());
    }

    /** Throws IOException, naming the file, where a CA file is unreadable or holds no certificate. */
    static X509TrustManager of(TlsOptions options, SystemAuthorities system) throws IOException {
        if (!options.verify()) {
            return new Anything();
        }
        try {
            X509TrustManager runtime = validating(null);
            List<X509Certificate> named = named(options);
            return new Trust(named.isEmpty() ? runtime : extended(runtime, named), system);
        } catch (GeneralSecurityException e) {
            throw new UnusableTrustException("trusted certificates: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager extended(X509TrustManager known, List<X509Certificate> more)
            throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        List<X509Certificate> all = new ArrayList<>(List.of(known.getAcceptedIssuers()));
        all.addAll(more);
        for (int i = 0; i < all.size(); i++) {
            anchors.setCertificateEntry("anchor-" + i, all.get(i));
        }
        return validating(anchors);
    }

    /** The authorities of the options; a folder may have none. */
    private static List<X509Certificate> named(TlsOptions options) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Path place : options.authorities()) {
            if (Files.isDirectory(place)) {
                for (Path file : PemFiles.in(place, ".crt")) {
                    found.addAll(PemFiles.certificates(file));
                }
            } else {
                found.addAll(PemFiles.certificates(place));
            }
        }
        return found;
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
        String kind = authType.equals("GENERIC") ? "UNKNOWN" : authType;
        try {
            validation.checkServerTrusted(chain, kind);
        } catch (CertificateException unknown) {
            if (!isByUnknownAuthority(unknown)) {
                throw unknown;
            }
            widened(unknown).checkServerTrusted(chain, kind);
        }
    }

    private static boolean isByUnknownAuthority(CertificateException failure) {
        return failure.getCause() instanceof CertPathBuilderException;
    }

    private synchronized X509TrustManager widened(CertificateException unknown) throws CertificateException {
        X509TrustManager known = widened;
        if (known == null) {
            List<X509Certificate> more = system.read();
            if (more.isEmpty()) {
                throw unknown;
            }
            try {
                known = extended(validation, more);
            } catch (GeneralSecurityException | IOException e) {
                unknown.addSuppressed(e);
                throw unknown;
            }
            widened = known;
        }
        return known;
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
