package dev.crossdock.settings;

import dev.crossdock.settings.limits.ByteCount;
import dev.crossdock.settings.limits.RepositoryTemplate;
import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.image.Quoted;
import dev.crossdock.plan.Rules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads {@code crossdock.yaml}. */
final class CrossdockReader {
    private static final String DEFAULT_LISTEN = "127.0.0.1:8080";
    private static final String DEFAULT_STATE = "./state";

    private static final int MAXIMUM_REQUESTS = 1_000;
    private static final int MAXIMUM_PER_SECOND = 100_000;

    private final Supplier<YamlMap> document;
    private final Optional<Path> file;
    private final SecretReader secrets;
    private final RegistryReader registries;

    CrossdockReader(Path file, Map<String, String> environment) {
        this(() -> YamlDocument.read(file), Optional.of(file), new SecretReader(environment, Secret.Store.NONE));
    }

    CrossdockReader(String origin, String text, Map<String, String> environment, Secret.Store store) {
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
        named.ifPresent(map -> read.keySet().forEach(name -> problems.attempt(() -> asked(map.map(name)))
                .ifPresent(one -> limits.put(name, one))));
        Optional<Rules> rules = problems
                .attempt(() -> new RuleReader(named.map(YamlMap::keys).orElseGet(read::keySet)).read(top));
        problems.throwIfAny();
        return new CrossdockSettings(listen.orElseThrow(), state.orElseThrow(), apiToken.orElseThrow(), read,
                rules.orElseThrow(), limits);
    }

    /** What a registry may be asked. */
    private static LimitSettings asked(YamlMap registry) {
        Problems problems = new Problems();
        Optional<LimitSettings> limits = problems
                .attempt(() -> registry.findMap("limits").map(CrossdockReader::limits).orElse(LimitSettings.NONE));
        Optional<Optional<RepositoryTemplate>> creation = problems.attempt(() -> creation(registry));
        problems.throwIfAny();
        LimitSettings read = limits.orElseThrow();
        return new LimitSettings(read.requests(), read.requestsPerSecond(), read.bytesPerSecond(),
                creation.orElseThrow());
    }

    private static LimitSettings limits(YamlMap map) {
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

    /** {@code true}, {@code false}, or {@code {immutableTags: true, scanOnPush: true, encryption: KMS, kmsKey: alias/name}}. */
    private static Optional<RepositoryTemplate> creation(YamlMap registry) {
        if (!registry.hasMap("createRepositories")) {
            return registry.findFlag("createRepositories").orElse(false)
                    ? Optional.of(RepositoryTemplate.PLAIN)
                    : Optional.empty();
        }
        YamlMap map = registry.map("createRepositories");
        Problems problems = new Problems();
        problems.check(() -> map.onlyKeys("immutableTags", "scanOnPush", "encryption", "kmsKey"));
        Optional<Boolean> immutable = problems.attempt(() -> map.findFlag("immutableTags").orElse(false));
        Optional<Boolean> scan = problems.attempt(() -> map.findFlag("scanOnPush").orElse(false));
        Optional<Optional<RepositoryTemplate.Encryption>> encryption = problems.attempt(() -> encryption(map));
        problems.throwIfAny();
        return Optional
                .of(new RepositoryTemplate(immutable.orElseThrow(), scan.orElseThrow(), encryption.orElseThrow()));
    }

    private static Optional<RepositoryTemplate.Encryption> encryption(YamlMap map) {
        boolean kms = map.find("encryption", CrossdockReader::isKms).orElse(false);
        Optional<String> key = map.find("kmsKey", text -> text);
        if (key.isPresent() && !kms) {
            throw map.problem("kmsKey", "goes with encryption: KMS");
        }
        return kms ? Optional.of(new RepositoryTemplate.Encryption(key)) : Optional.empty();
    }

    private static boolean isKms(String text) {
        return switch (text) {
            case "KMS" -> true;
            case "AES256" -> false;
            default ->
                throw new IllegalArgumentException("\"%s\": wanted AES256 or KMS".formatted(Quoted.capped(text)));
        };
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
