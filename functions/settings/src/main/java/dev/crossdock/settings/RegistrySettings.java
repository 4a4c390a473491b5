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
 * @param ca           PEM file of the authorities to trust besides the usual ones; absolute
 * @param tokenServers origins, besides its own host, that may receive its credentials in exchange for a token
 */
public record RegistrySettings(String name, URI url, Optional<Credentials> credentials, Optional<Secret> webhookToken,
        Optional<Path> ca, List<URI> tokenServers) {
    /** Copies the list in. */
    public RegistrySettings {
        tokenServers = List.copyOf(tokenServers);
    }

    /** Whether the configuration allows plain HTTP: only where its url says so. */
    public boolean isPlainHttp() {
        return url.getScheme().equals("http");
    }
}
