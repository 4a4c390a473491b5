package dev.crossdock.settings;

import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.settings.limits.ByteCount;
import dev.crossdock.image.Quoted;
import dev.crossdock.plan.Rules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.OptionalInt;

/** Reads {@code crossdock.yaml}. */
final class CrossdockReader {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8080";
    private static final String DEFAULT_STATE = "./state";
    private static final int MAXIMUM_REQUESTS = 1_000;
    private static final int MAXIMUM_PER_SECOND = 100_000;

    private final Path file;
    private final SecretReader secrets;
    private final RegistryReader registries;

    CrossdockReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.secrets = new SecretReader(environment, this::path);
        this.registries = new RegistryReader(this::path, secrets);
    }

    CrossdockSettings read() {
        YamlMap top = YamlDocument.read(file);
        Problems problems = new Problems();
        problems.check(() -> top.onlyKeys("listen", "state", "apiToken", "registries", "rules"));
        Optional<ListenAddress> listen = problems.attempt(
                () -> top.find("listen", ListenAddress::parse).orElseGet(() -> ListenAddress.parse(DEFAULT_LISTEN)));
        Optional<Path> state = problems
                .attempt(() -> top.find("state", this::path).orElseGet(() -> path(DEFAULT_STATE)));
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
        named.ifPresent(map -> read.keySet().forEach(name -> problems.attempt(() -> limits(map.map(name)))
                .ifPresent(one -> limits.put(name, one))));
        Optional<Rules> rules = problems
                .attempt(() -> new RuleReader(named.map(YamlMap::keys).orElseGet(read::keySet)).read(top));
        problems.throwIfAny();
        return new CrossdockSettings(listen.orElseThrow(), state.orElseThrow(), apiToken.orElseThrow(), read,
                rules.orElseThrow(), limits);
    }

    private static LimitSettings limits(YamlMap registry) {
        Optional<YamlMap> limits = registry.findMap("limits");
        if (limits.isEmpty()) {
            return LimitSettings.NONE;
        }
        YamlMap map = limits.get();
        Problems problems = new Problems();
        problems.check(() -> map.onlyKeys("requests", "requestsPerSecond", "bytesPerSecond"));
        Optional<OptionalInt> requests = problems.attempt(() -> number(map, "requests", MAXIMUM_REQUESTS));
        Optional<OptionalInt> perSecond = problems
                .attempt(() -> number(map, "requestsPerSecond", MAXIMUM_PER_SECOND));
        Optional<OptionalLong> bytes = problems.attempt(() -> map.find("bytesPerSecond", ByteCount::parse)
                .map(OptionalLong::of).orElseGet(OptionalLong::empty));
        problems.throwIfAny();
        return new LimitSettings(requests.orElseThrow(), perSecond.orElseThrow(), bytes.orElseThrow());
    }

    private static OptionalInt number(YamlMap map, String key, int maximum) {
        return map.findNumber(key, 1, maximum).map(Math::toIntExact).map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    /** Relative paths count from the file's folder, wherever the process was started. */
    private Path path(String text) {
        try {
            if (!text.isBlank()) {
                return file.toAbsolutePath().resolveSibling(text).normalize();
            }
        } catch (InvalidPathException _) {
            // Told below.
        }
        throw new IllegalArgumentException("\"%s\": wanted a path".formatted(Quoted.capped(text)));
    }
}
