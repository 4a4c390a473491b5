package dev.crossdock.proof.registry.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.proof.site.Patience;
import dev.crossdock.proof.site.TrialFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Eight writers push, push again, mount and delete while the collector runs in a loop: afterwards every tag pulls whole, the
 * check finds nothing, and nothing is left that nothing refers to. The same while the server is killed every few seconds.
 */
@Tag("long")
class CollectedTest {
    private static final int WRITERS = 8;
    private static final int SECONDS = 60;
    private static final int LEAST_SECONDS = 30;
    private static final int LONGEST_LIFE_MILLIS = 9_000;
    private static final int SHORTEST_LIFE_MILLIS = 4_000;
    private static final Duration LONGEST_TO_CLEAN = Duration.ofMinutes(2);

    private final Random random = LongForm.random("collected");

    @Test
    void collectedUnderLoad_nothingIsMissing_andNothingIsLeft() throws Exception {
        trial("collected", false);
    }

    @Test
    void killedEveryFewSeconds_nothingIsMissing_andNothingIsLeft() throws Exception {
        trial("collected-killed", true);
    }

    private void trial(String name, boolean isKilled) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LongForm.scaled(SECONDS, LEAST_SECONDS));
        AtomicLong pushes = new AtomicLong();
        int kills = 0;
        try (TrialFolder folder = TrialFolder.of(name);
                ServedProgram registry = new ServedProgram(folder);
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                BusyWriter writer = new BusyWriter(registry, new Random(random.nextLong()), pushes);
                writers.add(threads.submit(() -> {
                    writer.run(() -> System.nanoTime() - end > 0);
                    return null;
                }));
            }
            while (System.nanoTime() - end < 0) {
                waitForEnd(writers.getFirst(), random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
                if (isKilled) {
                    registry.killAndBeginAgain();
                    kills++;
                }
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            settle(registry);
            int tags = Content.pullAll(registry);
            System.out.printf("%s: %d pushes, %d kills, %d tags pull whole%n", name, pushes.get(), kills, tags);
        }
        assertThat(pushes.get()).isPositive();
    }

    /** A writer that fails before its time says why. */
    private static void waitForEnd(Future<?> writer, long millis) throws Exception {
        try {
            writer.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // that is how long the server lives
        }
    }

    /** Until what the last writes left is old enough to go, and gone. */
    private static void settle(ServedProgram registry) {
        Patience.until("nothing is left to collect, and the check finds nothing", LONGEST_TO_CLEAN, () -> {
            Distribution.Answer dry = registry.run("garbage-collect", "--dry-run", "--delete-untagged");
            return dry.exitCode() == 0 && dry.stdout().contains("total: 0 tags, 0 manifests, 0 links, 0 blobs")
                    && registry.run("check").exitCode() == 0;
        }, () -> registry.run("garbage-collect", "--dry-run", "--delete-untagged").stdout()
                + registry.run("check").stdout() + registry.evidence());
    }
}
