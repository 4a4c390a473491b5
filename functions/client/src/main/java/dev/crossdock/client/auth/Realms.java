package dev.crossdock.client.auth;

import dev.crossdock.client.http.Address;
import java.net.URI;
import java.util.List;

/**
 * Which token servers belong to a registry. A challenge is a claim: whoever answers in the registry's place could name
 * a realm of his own and be sent the password (CVE-2026-33540, CVE-2026-48978).
 *
 * @param registry   the address that sent the challenge
 * @param configured the origins that a person named for it
 */
record Realms(Address registry, List<URI> configured) {
    /** Registries whose token server has another host name. Both sides are the operator's own. */
    private enum Known {
        DOCKER_HUB("registry-1.docker.io", "auth.docker.io"), //
        GITLAB("registry.gitlab.com", "gitlab.com");

        private final String registry;
        private final String realm;

        Known(String registry, String realm) {
            this.registry = registry;
            this.realm = realm;
        }
    }

    Realms {
        configured = List.copyOf(configured);
    }

    /** Whether credentials may go to the realm. */
    boolean belongs(Address realm) {
        return configured.stream().anyMatch(uri -> Address.parse(uri.toString()).sameOrigin(realm))
                || (!isWeaker(realm) && (realm.host().equals(registry.host()) || isKnown(realm)));
    }

    /** Whether a realm may be asked by nobody in particular: also a foreign one, but never a foreign one without TLS. */
    boolean mayBeAsked(Address realm) {
        return belongs(realm) || realm.isHttps();
    }

    /** TLS there and none here: what is sent could be read on its way. */
    private boolean isWeaker(Address realm) {
        return registry.isHttps() && !realm.isHttps();
    }

    private boolean isKnown(Address realm) {
        for (Known known : Known.values()) {
            if (registry.host().equals(known.registry) && realm.host().equals(known.realm) && realm.isHttps()) {
                return true;
            }
        }
        return false;
    }
}
