package dev.crossdock.serve;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Repository;
import dev.crossdock.replication.Registries;
import dev.crossdock.settings.RegistrySettings;
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

    private static RegistryOptions options(RegistrySettings settings) {
        RegistryOptions options = RegistryOptions.at(settings.url()).withTokenServers(settings.tokenServers());
        options = settings.ca().map(TlsOptions::trusting).map(options::withTls).orElse(options);
        return settings.credentials()
                .<Credentials>map(it -> new Credentials.Basic(it.username(), it.password().value()))
                .map(options::withCredentials).orElse(options);
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
