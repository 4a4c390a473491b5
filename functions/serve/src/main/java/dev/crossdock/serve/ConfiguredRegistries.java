package dev.crossdock.serve;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.auth.ecr.EcrCredentials;
import dev.crossdock.client.auth.stores.CredentialProgram;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Repository;
import dev.crossdock.replication.Registries;
import dev.crossdock.settings.Credentials.Program;
import dev.crossdock.settings.Credentials.IdentityToken;
import dev.crossdock.settings.Credentials.Password;
import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The registries of {@code crossdock.yaml}, each with one client. */
final class ConfiguredRegistries implements Registries {
    private final Map<String, RegistryClient> clients = new LinkedHashMap<>();

    ConfiguredRegistries(HttpEngine engine, Map<String, RegistrySettings> settings, HostMemory hosts) {
        settings.forEach((name, each) -> clients.put(name, new RegistryClient(engine, options(each), hosts)));
    }

    static RegistryOptions options(RegistrySettings settings) {
        return RegistryOptions.at(settings.url()).withTokenServers(settings.tokenServers())
                .withTls(tls(settings.tls())).withCredentials(asker(settings));
    }

    private static TlsOptions tls(RegistrySettings.Tls settings) {
        TlsOptions tls = settings.ca().map(TlsOptions::trusting).orElse(TlsOptions.STANDARD);
        tls = settings.certs().map(tls::withFolder).orElse(tls);
        return settings.client().map(pair -> new TlsOptions.Client.Pair(pair.certificate(), pair.key()))
                .map(tls::withClient).orElse(tls);
    }

    /** Whom the configuration names; without a name, a registry of Amazon is asked by the role that we run in. */
    private static CredentialSource asker(RegistrySettings settings) {
        String host = settings.url().getRawAuthority();
        return settings.credentials().map(credentials -> asker(credentials, host))
                .or(() -> EcrCredentials.forHost(host))
                .orElseGet(() -> CredentialSource.of(Credentials.anonymous()));
    }

    private static CredentialSource asker(dev.crossdock.settings.Credentials credentials, String host) {
        return switch (credentials) {
            case Password(String username, Secret password) ->
                CredentialSource.of(new Credentials.Basic(username, password.value()));
            case IdentityToken(Secret token) -> CredentialSource.of(new Credentials.IdentityToken(token.value()));
            case Program(String name) -> new CredentialProgram(name, "crossdock.yaml", System.getenv()).source(host);
        };
    }

    @Override
    public Source source(String registry, Repository repository) {
        return client(registry).source(repository);
    }

    @Override
    public Target target(String registry, Repository repository) {
        return client(registry).target(repository);
    }

    @Override
    public List<Repository> repositories(String registry) {
        return client(registry).repositories();
    }

    /** Limits the hosts of those that have limits. */
    void limit(Map<String, LimitSettings> limits) {
        limits.forEach((name, each) -> client(name)
                .limit(new HostLimits(each.requests(), each.requestsPerSecond(), each.bytesPerSecond())));
    }

    /** The clients by name. */
    Map<String, RegistryClient> clients() {
        return Map.copyOf(clients);
    }

    /** Throws IllegalArgumentException, with the names there are. */
    RegistryClient client(String registry) {
        RegistryClient client = clients.get(registry);
        if (client == null) {
            throw new IllegalArgumentException("registry \"%s\" is not configured; there are: %s".formatted(registry,
                    String.join(", ", clients.keySet())));
        }
        return client;
    }
}
