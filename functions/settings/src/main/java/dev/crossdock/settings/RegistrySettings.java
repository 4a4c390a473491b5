package dev.crossdock.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A registry that rules and requests may name.
 *
 * @param name         that they use
 * @param url          scheme, host and port; nothing else
 * @param credentials  none: anonymous
 * @param webhookToken that its notifications carry; none: it may not send any
 * @param tls          whose certificates are believed, and which one is ours
 * @param tokenServers origins, besides its own host, that may receive its credentials in exchange for a token
 */
public record RegistrySettings(String name, URI url, Optional<Credentials> credentials, Optional<Secret> webhookToken,
        Tls tls, List<URI> tokenServers) {
    /**
     * Certificates and keys, in PEM, under absolute paths.
     *
     * @param ca     file of the authorities to trust besides the usual ones
     * @param certs  folder of such files {@code *.crt}, and of certificates and keys of ours, {@code *.cert} and
     *               {@code *.key}
     * @param client a certificate of ours and its key
     */
    public record Tls(Optional<Path> ca, Optional<Path> certs, Optional<Pair> client) {
        /** What the machine trusts; nobody in particular. */
        public static final Tls STANDARD = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

        /** A certificate and its key. */
        public record Pair(Path certificate, Path key) {}
    }

    /** Copies the list in. */
    public RegistrySettings {
        tokenServers = List.copyOf(tokenServers);
    }

    /** Whether the configuration allows plain HTTP: only where its url says so. */
    public boolean isPlainHttp() {
        return url.getScheme().equals("http");
    }
}
