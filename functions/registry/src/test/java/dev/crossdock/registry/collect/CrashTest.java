package dev.crossdock.registry.collect;

import static dev.crossdock.registry.collect.Shop.digest;
import static dev.crossdock.registry.collect.Shop.image;
import static dev.crossdock.registry.collect.Shop.index;
import static dev.crossdock.registry.collect.Shop.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The process dies before each of the collector's calls in turn; the next one finds a sound store, and finishes the work. */
class CrashTest {
    private static final Duration LONG_AGO = Duration.ofHours(10);
    private static final int MAXIMUM_CALLS = 10_000;

    /** The end of the process, as far as its thread is concerned. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void collectorThatDies_isFollowedByOneThatFinishes() {
        MemoryDriver prepared = prepared();
        int calls = 0;
        while (dies(prepared.copy(), calls)) {
            calls++;
            assertThat(calls).isLessThan(MAXIMUM_CALLS);
        }
        assertThat(calls).isGreaterThan(50);
    }

    private static boolean dies(MemoryDriver memory, int calls) {
        SteppedDriver driver = new SteppedDriver(memory);
        Shop first = new Shop(driver, true);
        int[] left = {calls};
        boolean[] isDead = new boolean[1];
        SteppedDriver.Gate gate = path -> {
            isDead[0] |= left[0]-- <= 0; // what is dead makes no further call, not even to clean up
            if (isDead[0]) {
                throw new Death();
            }
        };
        try {
            SteppedDriver.gated(gate, () -> first.collect(true));
        } catch (Death e) {
            assertThat(isDead[0]).isTrue();
        }
        Shop next = new Shop(driver, true);
        next.assertSound();
        next.blob("b", "layer of the dead");
        next.collect(true);
        next.assertSound();
        assertThat(next.isStored(digest("unused"))).isFalse();
        assertThat(next.isStored(digest(index(image("child", Optional.empty(), "deep"))))).isFalse();
        assertThat(next.isStored(digest("used"))).isTrue();
        assertThat(memory.paths()).noneMatch(path -> path.contains("/condemned/"));
        return isDead[0];
    }

    private static MemoryDriver prepared() {
        MemoryDriver memory = new MemoryDriver();
        Shop shop = new Shop(memory, true);
        shop.push("a", image("a", Optional.empty(), "used"), List.of("used", "unused", "layer of the dead"), "1");
        shop.push("b", image("child", Optional.empty(), "deep"), List.of("deep"));
        shop.put("b", index(image("child", Optional.empty(), "deep")), "old");
        shop.content.tags().delete(repository("b"), new Tag("old"));
        memory.age(LONG_AGO);
        return memory;
    }
}
