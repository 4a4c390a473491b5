package dev.crossdock.settings;

import dev.crossdock.plan.TagLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads one entry of {@code registries}. */
final class RegistryReader {
    private static final int MAXIMUM_PORT = 65_535;
    private static final String CERTIFICATES = "certificates in PEM";
    private static final List<String> KEYS = List.of("url", "username", "password", "identityToken", "credentialHelper",
            "webhookToken", "ca", "certs", "clientCertificate", "clientKey", "tokenServer", "limits",
            "createRepositories");

    private final Function<String, Path> paths;
    private final SecretReader secrets;

    RegistryReader(Function<String, Path> paths, SecretReader secrets) {
        this.paths = paths;
        this.secrets = secrets;
    }

    RegistrySettings read(YamlMap registries, String name) {
        Problems problems = new Problems();
        problems.check(() -> requireName(registries, name));
        YamlMap map = registries.map(name);
        problems.check(() -> map.onlyKeys(KEYS));
        Optional<URI> url = problems.attempt(() -> map.read("url", RegistryReader::origin));
        Optional<Optional<Credentials>> credentials = problems.attempt(() -> credentials(map));
        Optional<Optional<Secret>> token = problems.attempt(() -> secrets.find(map, "webhookToken"));
        Optional<RegistrySettings.Tls> tls = problems.attempt(() -> tls(map));
        Optional<List<URI>> tokenServers = problems.attempt(() -> map.readAll("tokenServer", RegistryReader::origin));
        problems.throwIfAny();
        return new RegistrySettings(name, url.orElseThrow(), credentials.orElseThrow(), token.orElseThrow(),
                tls.orElseThrow(), tokenServers.orElseThrow());
    }

    private static void requireName(YamlMap registries, String name) {
        try {
            TagLocation.requireRegistryName(name);
        } catch (IllegalArgumentException e) {
            throw registries.problem(name, String.valueOf(e.getMessage()));
        }
    }

    /** One way to say who we are, or none. */
    private Optional<Credentials> credentials(YamlMap map) {
        List<String> ways = Stream.of("username", "password", "identityToken", "credentialHelper").filter(map::has)
                .toList();
        if (ways.isEmpty()) {
            return Optional.empty();
        }
        boolean byPassword = List.of("username", "password").containsAll(ways);
        if (!byPassword && ways.size() > 1) {
            throw map.problem(ways.getLast(), "wanted one of username with password, identityToken, credentialHelper");
        }
        if (byPassword) {
            return Optional.of(password(map));
        }
        return Optional.of(secrets.find(map, "identityToken").<Credentials>map(Credentials.IdentityToken::new)
                .orElseGet(() -> map.read("credentialHelper", Credentials.Program::new)));
    }

    private Credentials password(YamlMap map) {
        Optional<Secret> password = secrets.find(map, "password");
        if (map.has("username") != password.isPresent()) {
            throw map.problem(password.isPresent() ? "username" : "password",
                    "is missing: username and password go together");
        }
        return map.read("username", username -> new Credentials.Password(username, password.orElseThrow()));
    }

    private RegistrySettings.Tls tls(YamlMap map) {
        Problems problems = new Problems();
        Optional<Optional<Path>> ca = problems.attempt(() -> map.find("ca", readable(CERTIFICATES)));
        Optional<Optional<Path>> certs = problems.attempt(() -> map.find("certs", this::folder));
        Optional<Optional<Path>> certificate = problems
                .attempt(() -> map.find("clientCertificate", readable(CERTIFICATES)));
        Optional<Optional<Path>> key = problems.attempt(() -> map.find("clientKey", readable("a private key in PEM")));
        problems.check(() -> {
            if (map.has("clientCertificate") != map.has("clientKey")) {
                throw map.problem(map.has("clientKey") ? "clientCertificate" : "clientKey",
                        "is missing: clientCertificate and clientKey go together");
            }
        });
        problems.throwIfAny();
        return new RegistrySettings.Tls(ca.orElseThrow(), certs.orElseThrow(), certificate.orElseThrow()
                .map(file -> new RegistrySettings.Tls.Pair(file, key.orElseThrow().orElseThrow())));
    }

    /** Told now, by its place in the configuration, and not by the first copy. */
    private Function<String, Path> readable(String wanted) {
        return text -> {
            Path file = paths.apply(text);
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IllegalArgumentException("file %s cannot be read: wanted %s".formatted(file, wanted));
            }
            return file;
        };
    }

    private Path folder(String text) {
        Path folder = paths.apply(text);
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            throw new IllegalArgumentException(
                    "folder %s cannot be read: wanted one with *.crt, or *.cert and *.key, in PEM".formatted(folder));
        }
        return folder;
    }

    /** Scheme, host and port alone, in lower case. */
    static URI origin(String text) {
        try {
            URI uri = new URI(text);
            boolean http = uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && (uri.getRawPath() == null || uri.getRawPath().matches("/?"));
            if (http && bare && uri.getHost() != null && uri.getPort() <= MAXIMUM_PORT) {
                return new URI(uri.getScheme().toLowerCase(Locale.ROOT), null, uri.getHost().toLowerCase(Locale.ROOT),
                        uri.getPort(), null, null, null);
            }
        } catch (URISyntaxException _) {
            // Told below, like everything that is not such a URL; the text may hold a password.
        }
        throw new IllegalArgumentException(
                "wanted http:// or https:// with a host and a port or none, no user, path or query: https://registry.example.com");
    }
}
