package dev.crossdock.registry.jetty;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes TLS as the settings have it. */
final class ServerTls {
    private static final String TLS_1_3_SUITE = "TLS_(?:AES|CHACHA20)_.*";

    private ServerTls() {}

    /** Throws where a file cannot be used, or where Java knows no suite of a name. */
    static SslContextFactory.Server of(TlsSettings settings) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[]{new ReloadedKeys(settings)}, settings.clients().isEmpty()
                    ? new TrustManager[0]
                    : new TrustManager[]{ClientTrust.of(settings.clients().get())}, null);
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(context);
            factory.setIncludeProtocols(versions(settings));
            if (!settings.suites().isEmpty()) {
                factory.setExcludeCipherSuites();
                factory.setIncludeCipherSuites(suites(settings, context));
            }
            settings.clients().map(TlsSettings.Clients::mode).ifPresent(mode -> {
                factory.setNeedClientAuth(mode.isRequired());
                factory.setWantClientAuth(!mode.isRequired());
            });
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls: " + e.getMessage(), e);
        }
    }

    private static String[] versions(TlsSettings settings) {
        return Arrays.stream(TlsSettings.Version.values()).filter(
                version -> version.compareTo(settings.minimum()) >= 0).map(TlsSettings.Version::protocol)
                .toArray(String[]::new);
    }

    private static String[] suites(TlsSettings settings, SSLContext context) throws IOException {
        List<String> known = List.of(context.getSupportedSSLParameters().getCipherSuites());
        for (String suite : settings.suites()) {
            if (!known.contains(suite)) {
                throw new IOException("http.tls.ciphersuites: this Java has no %s; it has %s".formatted(suite,
                        String.join(", ", known)));
            }
        }
        List<String> spoken = new ArrayList<>(settings.suites());
        known.stream().filter(suite -> suite.matches(TLS_1_3_SUITE) && !spoken.contains(suite)).forEach(spoken::add);
        return spoken.toArray(String[]::new);
    }
}
