package dev.crossdock.cli.sides;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.auth.ecr.EcrCredentials;
import dev.crossdock.client.auth.stores.AuthFiles;
import dev.crossdock.client.tls.CertificateFolders;
import dev.crossdock.client.tls.TlsOptions;
import dev.crossdock.image.Reference;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one side's registry is reached. What the command line says is put in by the options of the side. */
abstract class Side {
    /** What the command line and the process say for both sides. */
    record Shared(@Nullable Path authFile, boolean tlsVerify, Map<String, String> environment) {}

    @Nullable
    Boolean tlsVerify;
    @Nullable
    String creds;
    boolean noCreds;
    @Nullable
    String username;
    @Nullable
    String password;
    @Nullable
    String registryToken;
    List<URI> tokenServers = List.of();
    @Nullable
    Path certDir;
    @Nullable
    Path authFile;

    /** {@code src} or {@code dest}: how the side's options begin. */
    private final String prefix;

    Side(String prefix) {
        this.prefix = prefix;
    }

    /** The client's options for the registry of this reference. */
    RegistryOptions options(Reference reference, Shared shared) {
        CredentialSource asker = named().<CredentialSource>map(CredentialSource::of)
                .orElseGet(() -> found(reference, shared));
        return RegistryOptions.ofHost(reference.registry()).withTls(tls(reference.registry(), shared))
                .withCredentials(asker)
                .withTokenServers(tokenServers.stream().map(this::origin).toList());
    }

    private TlsOptions tls(String registry, Shared shared) {
        boolean verify = tlsVerify == null ? shared.tlsVerify : tlsVerify;
        TlsOptions tls = Optional.ofNullable(certDir)
                .or(() -> CertificateFolders.standard(shared.environment).of(registry))
                .map(TlsOptions.STANDARD::withFolder).orElse(TlsOptions.STANDARD);
        return verify ? tls : tls.unverified();
    }

    /** Who asks, where the command line says it; the contradictions are skopeo's. */
    private Optional<Credentials> named() {
        if (noCreds && creds != null) {
            throw exclude("creds", "no-creds");
        }
        if (noCreds && username != null) {
            throw exclude("username", "no-creds");
        }
        if (creds != null && username != null) {
            throw exclude("creds", "username");
        }
        if ((username == null) != (password == null)) {
            throw new ExplainedException(ExitCode.USAGE, username == null
                    ? "--%s-password: wanted --%s-username with it".formatted(prefix, prefix)
                    : "--%s-username: wanted --%s-password with it".formatted(prefix, prefix));
        }
        if (registryToken != null) {
            return Optional.of(new Credentials.Bearer(requireToken(registryToken)));
        }
        if (username != null && password != null) {
            return Optional.of(requireUser(username, password));
        }
        return noCreds ? Optional.of(Credentials.anonymous()) : Optional.ofNullable(creds).map(this::parse);
    }

    private ExplainedException exclude(String one, String other) {
        return new ExplainedException(ExitCode.USAGE,
                "--%s-%s and --%s-%s exclude each other".formatted(prefix, one, prefix, other));
    }

    private Credentials parse(String named) {
        try {
            return Credentials.parse(named);
        } catch (IllegalArgumentException e) {
            throw new ExplainedException(ExitCode.USAGE, "--%s-creds: wanted USER:PASSWORD".formatted(prefix));
        }
    }

    private Credentials requireUser(String user, String secret) {
        if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw new ExplainedException(ExitCode.USAGE,
                    "--%s-username: wanted a name without a colon".formatted(prefix));
        }
        return new Credentials.Basic(user, secret);
    }

    private String requireToken(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ExplainedException(ExitCode.USAGE,
                    "--%s-registry-token: wanted a token, without blanks or control characters".formatted(prefix));
        }
        return token;
    }

    private CredentialSource found(Reference reference, Shared shared) {
        AuthFiles files = Optional.ofNullable(authFile).or(() -> Optional.ofNullable(shared.authFile))
                .map(file -> AuthFiles.named(file, shared.environment))
                .orElseGet(() -> AuthFiles.standard(shared.environment));
        List<CredentialSource> sources = new ArrayList<>();
        sources.add(files.source(reference.registry(), reference.repository()));
        EcrCredentials.forHost(reference.registry()).ifPresent(sources::add);
        return CredentialSource.firstOf(sources);
    }

    private URI origin(URI named) {
        boolean http = "http".equalsIgnoreCase(named.getScheme()) || "https".equalsIgnoreCase(named.getScheme());
        if (!http || named.getHost() == null || named.getRawUserInfo() != null) {
            throw new ExplainedException(ExitCode.USAGE,
                    "--%s-token-server: wanted https://HOST[:PORT], without a user".formatted(prefix));
        }
        return named;
    }
}
