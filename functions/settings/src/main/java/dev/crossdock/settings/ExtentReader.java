package dev.crossdock.settings;

import dev.crossdock.image.Platform;
import dev.crossdock.image.Quoted;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import java.util.List;
import java.util.Optional;

/** Reads how much of each image a rule takes: {@code referrers}, {@code platforms}, {@code foreignLayers}. */
final class ExtentReader {
    private ExtentReader() {}

    static Extent read(YamlMap rule) {
        Problems problems = new Problems();
        Optional<ReferrerFilter> referrers = problems.attempt(() -> referrers(rule));
        Optional<PlatformFilter> platforms = problems.attempt(() -> platforms(rule));
        Optional<Boolean> foreignLayers = problems.attempt(() -> rule.findFlag("foreignLayers").orElse(false));
        problems.throwIfAny();
        return new Extent(referrers.orElseThrow(), platforms.orElseThrow(), foreignLayers.orElseThrow());
    }

    /** {@code true}, {@code false}, or {@code {types: [application/spdx+json]}}. */
    private static ReferrerFilter referrers(YamlMap rule) {
        if (!rule.hasMap("referrers")) {
            return rule.findFlag("referrers").orElse(true) ? ReferrerFilter.ALL : ReferrerFilter.NONE;
        }
        YamlMap map = rule.map("referrers");
        map.onlyKeys("types");
        List<String> types = map.readAll("types", ReferrerFilter::requireType);
        if (types.isEmpty()) {
            throw map.problem("types", "wanted at least one artifact type, such as application/spdx+json");
        }
        try {
            return ReferrerFilter.of(types);
        } catch (IllegalArgumentException e) {
            throw map.problem("types", String.valueOf(e.getMessage()));
        }
    }

    private static PlatformFilter platforms(YamlMap rule) {
        List<Platform> platforms = rule.readAll("platforms", Platform::parse);
        Optional<PlatformFilter.Mode> mode = rule.find("platformsMode", ExtentReader::mode);
        if (platforms.isEmpty() && (mode.isPresent() || rule.has("platforms"))) {
            throw rule.problem("platforms", "wanted at least one platform, such as [linux/amd64, linux/arm64]");
        }
        try {
            return platforms.isEmpty()
                    ? PlatformFilter.ALL
                    : new PlatformFilter(mode.orElse(PlatformFilter.Mode.SPARSE), platforms);
        } catch (IllegalArgumentException e) {
            throw rule.problem("platforms", String.valueOf(e.getMessage()));
        }
    }

    private static PlatformFilter.Mode mode(String text) {
        return switch (text) {
            case "sparse" -> PlatformFilter.Mode.SPARSE;
            case "rewrite" -> PlatformFilter.Mode.REWRITE;
            default -> throw new IllegalArgumentException(
                    "\"%s\": wanted sparse (the same index, which names more than is copied) or rewrite (an index of what"
                            .formatted(Quoted.capped(text)) + " is copied, with a digest of its own)");
        };
    }
}
