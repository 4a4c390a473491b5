package dev.crossdock.aws.state;

import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.client.tls.TlsSetup;
import java.io.IOException;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.jspecify.annotations.Nullable;

/**
 * TLS to AWS by the same library as to registries, Conscrypt's where it runs: a first handshake by the JDK's would load
 * and interpret hundreds of classes of it in a function that has just been started.
 */
final class NativeTls {
    private final TlsOptions options;
    private @Nullable TlsSocketStrategy strategy;

    NativeTls(TlsOptions options) {
        this.options = options;
    }

    /** For the SDK's HTTP client; set up with the first connection, unless it has been prepared. */
    TlsSocketStrategy strategy() {
        return (socket, target, port, attachment, context) -> ready().upgrade(socket, target, port, attachment,
                context);
    }

    /**
     * Sets it up now, where it will be needed: while a function starts it has a whole CPU, whatever its memory, and what
     * it has read by then is in its snapshot.
     */
    void prepare() {
        try {
            ready();
        } catch (IOException _) {
            // Nobody listens yet: the first connection says so.
        }
    }

    private synchronized TlsSocketStrategy ready() throws IOException {
        TlsSocketStrategy known = strategy;
        if (known == null) {
            known = new DefaultClientTlsStrategy(TlsSetup.of(options).context(), new DefaultHostnameVerifier());
            strategy = known;
        }
        return known;
    }
}
