package dev.crossdock.registry.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.StorageDriver;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** When the registry collects by itself. */
class ScheduleTest {
    private static final Duration OFTEN = Duration.ofMillis(5);

    @Test
    void firstRun_isWithinTheHour_andTheInterval() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(Schedule.firstDelay(Duration.ofDays(1), random)).isBetween(Duration.ZERO, Duration.ofHours(1));
            assertThat(Schedule.firstDelay(OFTEN, random)).isBetween(Duration.ZERO, OFTEN);
        }
    }

    @Test
    void error_doesNotEndIt() {
        AtomicInteger lists = new AtomicInteger();
        StorageDriver broken = (StorageDriver) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{
                StorageDriver.class}, (proxy, method, arguments) -> {
                    lists.incrementAndGet();
                    throw new StackOverflowError("planted");
                });
        Guard guard = Guard.exclusive(broken, Layout.EXTRAS);
        Collector collector = new Collector(broken, RegistryContent.on(broken, guard, ImmutableTags.NONE), guard,
                Farewells.SILENT);
        CollectorSettings settings = new CollectorSettings(Duration.ZERO, Optional.of(OFTEN), false, Optional.empty());

        try (Schedule _ = Schedule.start(collector, settings, Optional.of(new Purging(OFTEN, OFTEN, false)))) {
            Awaitility.await().until(() -> lists.get() > 5);
        }

        assertThat(collector.figures().failures()).isPositive();
    }
}
