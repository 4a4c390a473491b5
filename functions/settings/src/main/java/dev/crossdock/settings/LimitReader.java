package dev.crossdock.settings;

import dev.crossdock.settings.limits.ByteCount;
import dev.crossdock.settings.limits.LimitSettings;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads {@code limits} of one entry of {@code registries}. */
final class LimitReader {
    private static final int MAXIMUM_REQUESTS = 1_000;
    private static final int MAXIMUM_PER_SECOND = 100_000;

    private LimitReader() {}

    static LimitSettings read(YamlMap registry) {
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
}
