package dev.crossdock.client;

import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Reference;
import java.net.URI;
import java.util.List;

/**
 * How one registry is reached.
 *
 * @param url          {@code https://host[:port]}, or {@code http://…} for plain HTTP; never with a user in it
 * @param credentials  who asks, or how to find out
 * @param tls          how far its certificate is believed
 * @param tokenServers other origins that may be sent the credentials when the registry asks for a token of theirs
 * @param userAgent    how we call ourselves
 */
public record RegistryOptions(URI url, CredentialSource credentials, TlsOptions tls, List<URI> tokenServers,
        String userAgent) {
    private static final String USER_AGENT = "crossdock";
    private static final String DOCKER_HUB_HOST = "registry-1.docker.io";

    /** Throws IllegalArgumentException where the address is not http or https with a host. */
    public RegistryOptions {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new IllegalArgumentException("registry address %s://%s: wanted http://host or https://host, without a"
                    .formatted(url.getScheme(), url.getHost()) + " user and without a query");
        }
        tokenServers = List.copyOf(tokenServers);
    }

    /** That address, asked by nobody in particular. */
    public static RegistryOptions at(URI url) {
        return new RegistryOptions(url, CredentialSource.of(Credentials.anonymous()), TlsOptions.STANDARD, List.of(),
                USER_AGENT);
    }

    /** The registry of a reference, {@code host[:port]}, over TLS. */
    public static RegistryOptions ofHost(String registry) {
        return at(URI.create("https://" + registry));
    }

    /** The same, asked by somebody. */
    public RegistryOptions withCredentials(Credentials newCredentials) {
        return withCredentials(CredentialSource.of(newCredentials));
    }

    /** The same, asked by whom the source finds once the registry wants to know. */
    public RegistryOptions withCredentials(CredentialSource newCredentials) {
        return new RegistryOptions(url, newCredentials, tls, tokenServers, userAgent);
    }

    /** The same, believed otherwise. */
    public RegistryOptions withTls(TlsOptions newTls) {
        return new RegistryOptions(url, credentials, newTls, tokenServers, userAgent);
    }

    /** The same, with token servers on other hosts. */
    public RegistryOptions withTokenServers(List<URI> newTokenServers) {
        return new RegistryOptions(url, credentials, tls, newTokenServers, userAgent);
    }

    /** The same, under another name. */
    public RegistryOptions withUserAgent(String newUserAgent) {
        return new RegistryOptions(url, credentials, tls, tokenServers, newUserAgent);
    }

    /** How messages call it: host, port where there is one, path where there is one. */
    String place() {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getRawAuthority() + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** Where requests go: what everyone calls docker.io answers under another name. */
    String base() {
        return url.getHost().equals(Reference.DOCKER_HUB) ? "https://" + DOCKER_HUB_HOST : url.toString();
    }
}
