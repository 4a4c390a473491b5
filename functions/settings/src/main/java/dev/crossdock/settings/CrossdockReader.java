package dev.crossdock.settings;

import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.image.Quoted;
import dev.crossdock.plan.Rules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads {@code crossdock.yaml}. */
final class CrossdockReader {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8080";
    private static final String DEFAULT_STATE = "./state";

    private final Supplier<YamlMap> document;
    private final Optional<Path> file;
    private final SecretReader secrets;
    private final RegistryReader registries;

    CrossdockReader(Path file, Map<String, String> environment) {
        this(() -> YamlDocument.read(file), Optional.of(file), new SecretReader(environment, SecretStore.NONE));
    }

    CrossdockReader(String origin, String text, Map<String, String> environment, SecretStore store) {
        this(() -> YamlDocument.parse(origin, text), Optional.empty(), new SecretReader(environment, store));
    }

    private CrossdockReader(Supplier<YamlMap> document, Optional<Path> file, SecretReader secrets) {
        this.document = document;
        this.file = file;
        this.secrets = secrets.lookingUnder(this::path);
        this.registries = new RegistryReader(this::path, this.secrets);
    }

    CrossdockSettings read() {
        YamlMap top = document.get();
        Problems problems = new Problems();
        problems.check(() -> top.onlyKeys("listen", "state", "apiToken", "registries", "rules"));
        Optional<ListenAddress> listen = problems.attempt(
                () -> top.find("listen", ListenAddress::parse).orElseGet(() -> ListenAddress.parse(DEFAULT_LISTEN)));
        Optional<Path> state = problems
                .attempt(() -> top.find("state", this::path)
                        .orElseGet(() -> file.isPresent() ? path(DEFAULT_STATE) : Path.of(DEFAULT_STATE)));
        Optional<Optional<Secret>> apiToken = problems.attempt(() -> secrets.find(top, "apiToken"));
        Map<String, RegistrySettings> read = new LinkedHashMap<>();
        Optional<YamlMap> named = problems.attempt(() -> top.map("registries"));
        if (named.isPresent() && named.get().keys().isEmpty()) {
            problems.check(() -> {
                throw top.problem("registries",
                        "wanted at least one registry: {name: {url: https://registry.example.com}}");
            });
        }
        named.ifPresent(map -> map.keys().forEach(
                name -> problems.attempt(() -> registries.read(map, name)).ifPresent(one -> read.put(name, one))));
        Map<String, LimitSettings> limits = new LinkedHashMap<>();
        named.ifPresent(map -> read.keySet().forEach(name -> problems.attempt(() -> LimitsReader.read(map.map(name)))
                .ifPresent(one -> limits.put(name, one))));
        Optional<Rules> rules = problems
                .attempt(() -> new RuleReader(named.map(YamlMap::keys).orElseGet(read::keySet)).read(top));
        problems.throwIfAny();
        return new CrossdockSettings(listen.orElseThrow(), state.orElseThrow(), apiToken.orElseThrow(), read,
                rules.orElseThrow(), limits);
    }

    /** Relative paths count from the file's folder, wherever the process was started; text has no folder. */
    private Path path(String text) {
        try {
            if (!text.isBlank() && file.isPresent()) {
                return file.get().toAbsolutePath().resolveSibling(text).normalize();
            }
            if (Path.of(text).isAbsolute()) {
                return Path.of(text).normalize();
            }
        } catch (InvalidPathException _) {
            // Told below.
        }
        throw new IllegalArgumentException("\"%s\": wanted %s".formatted(Quoted.capped(text),
                file.isPresent() ? "a path" : "an absolute path, for this configuration lies in no folder"));
    }
}
