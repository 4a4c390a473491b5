package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import dev.crossdock.settings.limits.ByteCount;
import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.settings.limits.RepositoryTemplate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads what a registry may be asked: {@code limits} and {@code createRepositories}. */
final class LimitsReader {
    private static final int MAXIMUM_REQUESTS = 1_000;
    private static final int MAXIMUM_PER_SECOND = 100_000;

    private LimitsReader() {}

    static LimitSettings read(YamlMap registry) {
        Problems problems = new Problems();
        Optional<LimitSettings> limits = problems
                .attempt(() -> registry.findMap("limits").map(LimitsReader::limits).orElse(LimitSettings.NONE));
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
        boolean kms = map.find("encryption", LimitsReader::isKms).orElse(false);
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
}
