package dev.crossdock.registry.collect;

import dev.crossdock.registry.guard.Glob;
import dev.crossdock.settings.YamlDocument;
import dev.crossdock.settings.YamlMap;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a policy file: {@code rules}, each with {@code repository}, {@code tags}, {@code keeplatest}, {@code olderthan}. */
final class RetentionReader {
    private static final int MAXIMUM_KEPT = 1_000_000;
    private static final String ALL = "*";

    private RetentionReader() {}

    static RetentionPolicy read(Path file) {
        YamlMap top = YamlDocument.read(file);
        top.onlyKeys("rules");
        return new RetentionPolicy(top.maps("rules").stream().map(RetentionReader::rule).toList());
    }

    private static RetentionPolicy.Rule rule(YamlMap map) {
        map.onlyKeys("repository", "tags", "keeplatest", "olderthan");
        Glob tags = map.find("tags", Glob::new).orElse(new Glob(ALL));
        int keepLatest = map.findNumber("keeplatest", 0, MAXIMUM_KEPT).orElse(0L).intValue();
        Duration olderThan = map.find("olderthan", RetentionReader::duration).orElse(Duration.ZERO);
        return map.read("repository", text -> new RetentionPolicy.Rule(new Glob(text), tags, keepLatest, olderThan));
    }

    /** Days too, which Go's durations do not have. */
    private static Duration duration(String text) {
        if (!text.matches("[0-9]{1,6}[dhms]")) {
            throw new IllegalArgumentException("wanted a duration such as 30d, 36h or 90m");
        }
        return Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
    }
}
