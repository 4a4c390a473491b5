package dev.crossdock.aws.state;

import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.client.tls.TlsSetup;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS to AWS by the same library as to registries, Conscrypt's where it runs: a first handshake by the JDK's would load
 * and interpret hundreds of classes of it in a function that has just been started. Set up with the first connection.
 */
final class NativeTls implements TlsSocketStrategy {
    private final TlsOptions options;
    private @Nullable TlsSocketStrategy strategy;

    NativeTls(TlsOptions options) {
        this.options = options;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, target, port, attachment, context);
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
