package dev.crossdock.registry.config;

import dev.crossdock.registry.collect.CollectorSettings;
import java.time.Duration;
import java.util.Optional;

/** {@code crossdock}: what distribution has no key for. Most of its keys are read beside those of distribution's that they extend. */
final class CrossdockSection {
    private static final String BY_HAND = "counts for crossdock registry garbage-collect alone: without"
            + " crossdock.collector.interval nothing is collected while the registry serves";

    private CrossdockSection() {}

    static Section of(Section top) {
        Section crossdock = top.section("crossdock");
        crossdock.keys("access", "trustedproxies", "limits", "collector", "immutable", "retention", "notifications",
                "upstreams", "drainlull");
        return crossdock;
    }

    static CollectorSettings collector(Section crossdock) {
        Section collector = crossdock.section("collector");
        collector.keys("grace", "interval", "deleteuntagged");
        Optional<Duration> interval = collector.duration("interval").filter(Duration::isPositive);
        boolean isUntagged = collector.flag("deleteuntagged", false);
        if (interval.isEmpty() && crossdock.has("retention")) {
            crossdock.note("retention", BY_HAND);
        }
        if (interval.isEmpty() && isUntagged) {
            collector.note("deleteuntagged", BY_HAND);
        }
        return new CollectorSettings(collector.duration("grace").orElse(CollectorSettings.USUAL.grace()),
                interval, isUntagged, crossdock.path("retention"));
    }
}
