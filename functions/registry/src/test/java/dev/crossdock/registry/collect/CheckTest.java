package dev.crossdock.registry.collect;

import static dev.crossdock.registry.collect.Shop.image;
import static dev.crossdock.registry.collect.Shop.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.StoragePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blobs that nothing names, in a store of many repositories. */
class CheckTest {
    private static final int REPOSITORIES = 30;
    private static final int ORPHANS = 300;
    private static final Check.Scope FAST = new Check.Scope(true, Shop.GRACE, (any, part) -> true);

    private final MemoryDriver memory = new MemoryDriver();
    private final SteppedDriver driver = new SteppedDriver(memory);
    private final Shop shop = new Shop(memory, true);
    private final List<String> findings = new ArrayList<>();

    @Test
    void manyOrphans_costOneMoreWalk() {
        prepare();
        int[] calls = {0};
        List<Digest> orphans = orphans();
        int oneEach = REPOSITORIES * ORPHANS;

        SteppedDriver.gated(path -> calls[0]++, () -> Check.run(driver, FAST, findings::add));

        assertThat(findings).hasSize(ORPHANS);
        orphans.forEach(digest -> assertThat(findings).anyMatch(line -> line.contains(digest.hex())));
        assertThat(calls[0]).as("not one for each orphan in each repository").isLessThan(oneEach);
    }

    @Test
    void blobThatIsLinkedMeanwhile_isNoFinding() {
        prepare();
        Digest late = orphans().getFirst();
        boolean[] isLinked = {false};
        StoragePath place = Layout.blob(late);

        SteppedDriver.gated(path -> {
            if (path.equals(place) && !isLinked[0]) {
                isLinked[0] = true;
                shop.blob("r0", "orphan 0");
                memory.age(Duration.ofHours(10));
            }
        }, () -> Check.run(driver, FAST, findings::add));

        assertThat(findings).hasSize(ORPHANS - 1).noneMatch(line -> line.contains(late.hex()));
    }

    private void prepare() {
        for (int i = 0; i < REPOSITORIES; i++) {
            shop.push("r" + i, image("a", Optional.empty(), "layer"), List.of("layer"), "1");
        }
    }

    private List<Digest> orphans() {
        List<Digest> orphans = new ArrayList<>();
        for (int i = 0; i < ORPHANS; i++) {
            Digest digest = shop.blob("r0", "orphan " + i);
            shop.content.blobs().delete(repository("r0"), digest);
            orphans.add(digest);
        }
        memory.age(Duration.ofHours(10));
        return orphans;
    }
}
