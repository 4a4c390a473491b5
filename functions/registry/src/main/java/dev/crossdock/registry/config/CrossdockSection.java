package dev.crossdock.registry.config;

import dev.crossdock.registry.collect.CollectorSettings;
import java.time.Duration;

/** {@code crossdock}: what distribution has no key for. Most of its keys are read beside those of distribution's that they extend. */
final class CrossdockSection {
    private CrossdockSection() {}

    static Section of(Section top) {
        Section crossdock = top.section("crossdock");
        crossdock.keys("access", "trustedproxies", "limits", "collector", "immutable", "retention", "notifications",
                "upstreams");
        return crossdock;
    }

    static CollectorSettings collector(Section crossdock) {
        Section collector = crossdock.section("collector");
        collector.keys("grace", "interval", "deleteuntagged");
        return new CollectorSettings(collector.duration("grace").orElse(CollectorSettings.USUAL.grace()),
                collector.duration("interval").filter(Duration::isPositive),
                collector.flag("deleteuntagged", false), crossdock.path("retention"));
    }
}
