package dev.crossdock.aws;

import dev.crossdock.aws.access.AwsCalls;
import dev.crossdock.aws.access.CreatingTarget;
import dev.crossdock.aws.access.EcrRepositories;
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
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.Credentials.IdentityToken;
import dev.crossdock.settings.Credentials.Password;
import dev.crossdock.settings.Credentials.Program;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registries of the configuration, each with one client; Amazon's may be asked for new repositories. */
final class ConfiguredRegistries implements Registries {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredRegistries.class);
    private final Map<String, RegistrySettings> settings;
    private final Map<String, RegistryClient> clients = new LinkedHashMap<>();
    private final Map<String, EcrRepositories> creators = new LinkedHashMap<>();

    /** What all clients share; and with how many processes what a registry may be asked is shared. */
    record Shared(HttpEngine engine, HostMemory hosts, AwsCalls calls, int processes) {}

    ConfiguredRegistries(CrossdockSettings configured, Shared shared) {
        this.settings = configured.registries();
        settings.forEach((name, each) -> clients.put(name,
                new RegistryClient(shared.engine, options(each), shared.hosts)));
        configured.limits().forEach((name, each) -> {
            client(name).limit(part(name, each, shared.processes));
            each.createRepositories().ifPresent(
                    template -> EcrRepositories.Owner.of(String.valueOf(settings(name).url().getHost()))
                            .ifPresent(
                                    owner -> creators.put(name, new EcrRepositories(shared.calls, owner, template))));
        });
    }

    /** One process's part of the limits, and never less than one: who may ask nothing would do nothing. */
    static HostLimits part(String registry, LimitSettings whole, int processes) {
        long smallest = Math.min(whole.requests().orElse(processes), whole.requestsPerSecond().orElse(processes));
        if (smallest < processes) {
            LOG.warn(
                    "registry {}: its limit of {} requests is shared by {} functions, and each takes one at least: wanted "
                            + "a larger limit, or fewer at once (the stack's ...Concurrency parameters)",
                    registry, smallest,
                    processes);
        }
        return new HostLimits(part(whole.requests(), processes), part(whole.requestsPerSecond(), processes),
                whole.bytesPerSecond().isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(Math.max(1, whole.bytesPerSecond().getAsLong() / processes)));
    }

    private static OptionalInt part(OptionalInt whole, int processes) {
        return whole.isEmpty() ? whole : OptionalInt.of(Math.max(1, whole.getAsInt() / processes));
    }

    private RegistrySettings settings(String name) {
        RegistrySettings found = settings.get(name);
        if (found == null) {
            throw unknown(name);
        }
        return found;
    }

    private static RegistryOptions options(RegistrySettings settings) {
        TlsOptions tls = settings.tls().ca().map(TlsOptions::trusting).orElse(TlsOptions.STANDARD);
        tls = settings.tls().certs().map(tls::withFolder).orElse(tls);
        tls = settings.tls().client().map(pair -> new TlsOptions.Client.Pair(pair.certificate(), pair.key()))
                .map(tls::withClient).orElse(tls);
        return RegistryOptions.at(settings.url()).withTokenServers(settings.tokenServers()).withTls(tls)
                .withCredentials(asker(settings));
    }

    /** Whom the configuration names; without a name, a registry of Amazon is asked by the function's role. */
    private static CredentialSource asker(RegistrySettings settings) {
        String host = settings.url().getRawAuthority();
        return settings.credentials().map(credentials -> switch (credentials) {
            case Password(String username, Secret password) ->
                CredentialSource.of(new Credentials.Basic(username, password.value()));
            case IdentityToken(Secret token) -> CredentialSource.of(new Credentials.IdentityToken(token.value()));
            case Program(String name) -> new CredentialProgram(name, "crossdock.yaml", System.getenv()).source(host);
        }).or(() -> EcrCredentials.forHost(host)).orElseGet(() -> CredentialSource.of(Credentials.anonymous()));
    }

    /** The registry of Amazon that an event is of, by its configured name; empty where none is configured. */
    Optional<String> ofEcr(String account, String region) {
        EcrRepositories.Owner owner = new EcrRepositories.Owner(account, region);
        return settings.values().stream()
                .filter(each -> EcrRepositories.Owner.of(String.valueOf(each.url().getHost())).filter(owner::equals)
                        .isPresent())
                .map(RegistrySettings::name).findFirst();
    }

    @Override
    public Source source(String registry, Repository repository) {
        return client(registry).source(repository);
    }

    @Override
    public Target target(String registry, Repository repository) {
        Target target = client(registry).target(repository);
        EcrRepositories creator = creators.get(registry);
        return creator == null ? target : new CreatingTarget(target, repository, creator);
    }

    @Override
    public List<Repository> repositories(String registry) {
        return client(registry).repositories();
    }

    /** Throws IllegalArgumentException, with the names there are. */
    RegistryClient client(String registry) {
        RegistryClient client = clients.get(registry);
        if (client == null) {
            throw unknown(registry);
        }
        return client;
    }

    private IllegalArgumentException unknown(String registry) {
        return new IllegalArgumentException("registry \"%s\" is not configured; there are: %s".formatted(registry,
                String.join(", ", settings.keySet())));
    }
}
