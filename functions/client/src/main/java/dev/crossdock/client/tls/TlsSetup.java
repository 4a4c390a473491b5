package dev.crossdock.client.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** What an HTTP client needs to open TLS connections. */
public record TlsSetup(SSLSocketFactory sockets, X509TrustManager trust) {
    /** Reads the anchors, and takes the native TLS where there is one; throws IOException naming an unusable file. */
    public static TlsSetup of(TlsOptions options) throws IOException {
        X509TrustManager trust = Trust.of(options);
        try {
            Optional<Provider> provider = NativeCrypto.provider();
            SSLContext context = provider.isPresent()
                    ? SSLContext.getInstance("TLS", provider.get())
                    : SSLContext.getInstance("TLS");
            context.init(ClientKeys.of(options), new TrustManager[]{trust}, new SecureRandom());
            return new TlsSetup(context.getSocketFactory(), trust);
        } catch (GeneralSecurityException e) {
            throw new UnusableTrustException("TLS of this Java: " + e.getMessage(), e);
        }
    }
}
