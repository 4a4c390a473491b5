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
 * and interpret hundreds of classes of it in a function that has just been started. Set up with the first connection.
 */
final class NativeTls {
    private final TlsOptions options;
    private @Nullable TlsSocketStrategy strategy;

    private NativeTls(TlsOptions options) {
        this.options = options;
    }

    /** For the SDK's HTTP client. */
    static TlsSocketStrategy of(TlsOptions options) {
        NativeTls tls = new NativeTls(options);
        return (socket, target, port, attachment, context) -> tls.strategy().upgrade(socket, target, port, attachment,
                context);
    }

    private synchronized TlsSocketStrategy strategy() throws IOException {
        TlsSocketStrategy known = strategy;
        if (known == null) {
            known = new DefaultClientTlsStrategy(TlsSetup.of(options).context(), new DefaultHostnameVerifier());
            strategy = known;
        }
        return known;
    }
}
