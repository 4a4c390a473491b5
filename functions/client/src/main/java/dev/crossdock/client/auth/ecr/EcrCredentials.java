package dev.crossdock.client.auth.ecr;

import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.http.Errand;
import java.util.Optional;

/** Logs in to a registry of Amazon by the credentials that AWS's tools would find: environment, profile, role. */
public final class EcrCredentials implements CredentialSource {
    private final EcrHost host;

    private EcrCredentials(EcrHost host) {
        this.host = host;
    }

    /** Empty where the host ({@code host[:port]}) is no private registry of Amazon. */
    public static Optional<CredentialSource> forHost(String registry) {
        return EcrHost.of(registry).map(EcrCredentials::new);
    }

    @Override
    public Found find(Errand errand) {
        return new EcrLogin(host, EcrLogin.byDefaultChain()).find(errand);
    }
}
