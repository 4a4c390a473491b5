package dev.crossdock.registry.jetty;

import dev.crossdock.registry.watch.Watched;
import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows each new connection the certificate that lies in the files now. A handshake asks three times, for a name, for what
 * has it, and for its key; so the one before is kept until the next has come.
 */
final class ReloadedKeys extends X509ExtendedKeyManager {
    private final Watched<ServerKeys> watched;
    private final AtomicInteger readings = new AtomicInteger();
    private volatile ServerKeys newest;
    private volatile ServerKeys before;

    ReloadedKeys(TlsSettings settings) throws IOException {
        this.watched = new Watched<>(List.of(settings.certificate(), settings.key()),
                () -> ServerKeys.read(settings, "keys-" + readings.incrementAndGet()));
        this.newest = watched.current();
        this.before = newest;
    }

    private synchronized String chosen() {
        ServerKeys keys = watched.current();
        if (!keys.alias().equals(newest.alias())) {
            before = newest;
            newest = keys;
        }
        return keys.alias();
    }

    private @Nullable ServerKeys find(String alias) {
        ServerKeys first = newest;
        ServerKeys second = before;
        if (first.alias().equals(alias)) {
            return first;
        }
        return second.alias().equals(alias) ? second : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return fits(keyType) ? chosen() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return fits(keyType) ? chosen() : null;
    }

    /** The engine asks with one kind after another, until there is a certificate of one: {@code EC}, {@code RSASSA-PSS} … */
    private boolean fits(String keyType) {
        String algorithm = watched.current().key().getAlgorithm();
        return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_")
                || (algorithm.equals("EdDSA") && keyType.startsWith("Ed"));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        ServerKeys keys = find(alias);
        return keys == null ? null : keys.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        ServerKeys keys = find(alias);
        return keys == null ? null : keys.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[]{newest.alias()};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
