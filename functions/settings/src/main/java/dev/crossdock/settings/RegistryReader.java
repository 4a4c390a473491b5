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

/** Reads one entry of {@code registries}. */
final class RegistryReader {
    private static final int MAXIMUM_PORT = 65_535;

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
        problems.check(
                () -> map.onlyKeys("url", "username", "password", "webhookToken", "ca", "tokenServer", "limits"));
        Optional<URI> url = problems.attempt(() -> map.read("url", RegistryReader::origin));
        Optional<Optional<Credentials>> credentials = problems.attempt(() -> credentials(map));
        Optional<Optional<Secret>> token = problems.attempt(() -> secrets.find(map, "webhookToken"));
        Optional<Optional<Path>> ca = problems.attempt(() -> map.find("ca", this::readable));
        Optional<List<URI>> tokenServers = problems.attempt(() -> map.readAll("tokenServer", RegistryReader::origin));
        problems.throwIfAny();
        return new RegistrySettings(name, url.orElseThrow(), credentials.orElseThrow(), token.orElseThrow(),
                ca.orElseThrow(), tokenServers.orElseThrow());
    }

    private static void requireName(YamlMap registries, String name) {
        try {
            TagLocation.requireRegistryName(name);
        } catch (IllegalArgumentException e) {
            throw registries.problem(name, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Credentials> credentials(YamlMap map) {
        Optional<Secret> password = secrets.find(map, "password");
        if (map.has("username") != password.isPresent()) {
            throw map.problem(password.isPresent() ? "username" : "password",
                    "is missing: username and password go together");
        }
        return password.map(secret -> map.read("username", username -> new Credentials(username, secret)));
    }

    /** Told now, by its place in the configuration, and not by the first copy. */
    private Path readable(String text) {
        Path file = paths.apply(text);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("file %s cannot be read: wanted certificates in PEM".formatted(file));
        }
        return file;
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
