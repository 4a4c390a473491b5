package dev.crossdock.client.http.wire;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;

/**
 * Where a connection leads, and how it is protected: connections of one origin may serve each other's requests.
 *
 * @param host   a name or an address, IPv6 without brackets
 * @param secure empty for plain HTTP
 */
public record Origin(String host, int port, Optional<Secure> secure) {
    /** One way to trust. Two of them are never the same, so that no connection is used under other rules than its own. */
    public static final class Secure {
        private final SSLContext context;
        private final HostnameVerifier names;
        private final List<String> versions;
        private final List<String> suites;

        /** The context with its trust; who a certificate may belong to; the only TLS versions and suites to offer. */
        public Secure(SSLContext context, HostnameVerifier names, List<String> versions, List<String> suites) {
            this.context = context;
            this.names = names;
            this.versions = List.copyOf(versions);
            this.suites = List.copyOf(suites);
        }

        SSLContext context() {
            return context;
        }

        HostnameVerifier names() {
            return names;
        }

        List<String> versions() {
            return versions;
        }

        List<String> suites() {
            return suites;
        }
    }
}
