package dev.crossdock.registry.collect;

import static dev.crossdock.registry.collect.Shop.digest;
import static dev.crossdock.registry.collect.Shop.image;
import static dev.crossdock.registry.collect.Shop.index;
import static dev.crossdock.registry.collect.Shop.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.guard.CondemnedException;
import dev.crossdock.storage.StoragePath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Timeout;

/**
 * A writer and the collector take turns at every pair of points: the writer does so many calls to the storage, the collector
 * so many, then the writer the rest or until it waits for a mark, then the collector the rest. Whatever the writer was told
 * has to be true afterwards.
 */
@Timeout(300)
class InterleavingTest {
    private static final String LAYER = "a layer that lay about";
    private static final String OLD = image("old", Optional.empty(), LAYER);
    private static final Duration LONG_AGO = Duration.ofHours(10);
    /** The collector's points are this far apart; which ones, changes with the writer's point. 1 takes every pair. */
    private static final int STRIDE = Integer.getInteger("crossdock.interleavings.stride", 9);

    /** What a writer does, and what has to be true if it succeeded. */
    enum Writer {
        /** The blob is there, and no link to it. */
        PUSHES_BLOB(shop -> shop.blob("b", LAYER).equals(digest(LAYER)), shop -> shop.hasBlob("b", digest(LAYER))),
        /** The only link is one that no manifest refers to. */
        MOUNTS_BLOB(
                shop -> shop.content.blobs().mount(repository("a"), repository("b"), digest(LAYER), _ -> {})
                        .isPresent(),
                shop -> shop.hasBlob("b", digest(LAYER))),
        /** As a client that was told before that the blob is there. */
        PUTS_MANIFEST(shop -> shop.tryPut("a", image("new", Optional.empty(), LAYER),
                "new") instanceof Manifests.Put.Stored, shop -> shop.hasBlob("a", digest(LAYER))),
        /** The manifest is there, and no tag. */
        TAGS_MANIFEST(shop -> shop.tryPut("c", OLD, "again") instanceof Manifests.Put.Stored,
                shop -> shop.hasManifest("c", digest(OLD)) && shop.hasBlob("c", digest(LAYER))),
        /** The manifest is there, and its layer is named by it alone. */
        PUTS_INDEX(shop -> shop.tryPut("c", index(OLD), "multi") instanceof Manifests.Put.Stored,
                shop -> shop.hasManifest("c", digest(OLD)) && shop.hasBlob("c", digest(LAYER))),
        /** An index that is there, whose children and their layers nobody names now. */
        TAGS_NESTED_INDEX(shop -> shop.tryPut("c", index(index(OLD)), "nested") instanceof Manifests.Put.Stored,
                shop -> shop.hasManifest("c", digest(OLD)) && shop.hasBlob("c", digest(LAYER)));

        @SuppressWarnings("ImmutableEnumChecker") // has no state
        private final Predicate<Shop> act;
        @SuppressWarnings("ImmutableEnumChecker") // has no state
        private final Predicate<Shop> promise;

        Writer(Predicate<Shop> act, Predicate<Shop> promise) {
            this.act = act;
            this.promise = promise;
        }
    }

    @ParameterizedTest
    @CsvSource({"PUSHES_BLOB, true", "PUSHES_BLOB, false", "MOUNTS_BLOB, true", "MOUNTS_BLOB, false",
            "PUTS_MANIFEST, true", "PUTS_MANIFEST, false", "TAGS_MANIFEST, true", "TAGS_MANIFEST, false",
            "PUTS_INDEX, true", "PUTS_INDEX, false", "TAGS_NESTED_INDEX, true", "TAGS_NESTED_INDEX, false"})
    void writerAndCollector_agreeAtEveryPoint(Writer writer, boolean isExclusive) throws InterruptedException {
        MemoryDriver prepared = prepared(writer);
        int succeeded = 0;
        int trials = 0;
        boolean isWriterHeld = true;
        for (int writerPoint = 0; isWriterHeld; writerPoint++) {
            boolean isCollectorHeld = true;
            for (int collectorPoint = writerPoint % STRIDE; isCollectorHeld; collectorPoint += STRIDE) {
                Trial trial = new Trial(writer, prepared.copy(), isExclusive);
                succeeded += trial.run(writerPoint, collectorPoint) ? 1 : 0;
                trials++;
                isCollectorHeld = trial.collector.wasHeld;
                isWriterHeld = trial.writer.wasHeld;
            }
        }
        System.out.printf("%s exclusive=%s: %d of %d trials succeeded%n", writer, isExclusive, succeeded, trials);
        assertThat(succeeded).isBetween(1, trials);
    }

    private static MemoryDriver prepared(Writer what) {
        MemoryDriver memory = new MemoryDriver();
        Shop shop = new Shop(memory, true);
        shop.blob("a", LAYER);
        shop.blob("a", "{}");
        shop.push("c", OLD, List.of(LAYER));
        shop.put("c", index(OLD));
        shop.put("c", index(index(OLD)));
        shop.push("live", image("live", Optional.empty(), "other"), List.of("other"), "v1");
        if (what == Writer.PUSHES_BLOB) {
            shop.content.blobs().delete(repository("a"), digest(LAYER));
        }
        if (what == Writer.PUSHES_BLOB || what == Writer.MOUNTS_BLOB || what == Writer.PUTS_MANIFEST) {
            shop.content.catalog().delete(repository("c"), _ -> {});
        }
        memory.age(LONG_AGO);
        return memory;
    }

    /** One pair of points. */
    private static final class Trial {
        private final MemoryDriver memory;
        private final Shop writerShop;
        private final Shop collectorShop;
        private final Writer what;
        private final Actor writer = new Actor();
        private final Actor collector = new Actor();

        Trial(Writer what, MemoryDriver memory, boolean isExclusive) {
            this.what = what;
            this.memory = memory;
            SteppedDriver driver = new SteppedDriver(memory);
            this.writerShop = new Shop(driver, isExclusive);
            this.collectorShop = isExclusive ? writerShop : new Shop(driver, false);
        }

        boolean run(int writerPoint, int collectorPoint) throws InterruptedException {
            AtomicReference<Boolean> success = new AtomicReference<>(false);
            writer.start(writerPoint, () -> success.set(write()));
            writer.awaitHeld();
            collector.start(collectorPoint, () -> collectorShop.collect(true));
            collector.awaitHeld();
            writer.release();
            writer.awaitHeld();
            collector.release();
            collector.join();
            writer.join();
            String where = "%s at %d, collector at %d".formatted(what, writerPoint, collectorPoint);
            if (success.get()) {
                assertThat(what.promise.test(writerShop)).as(where).isTrue();
            }
            writerShop.assertSound();
            assertThat(memory.paths()).as(where).noneMatch(path -> path.contains("/condemned/"));
            return success.get();
        }

        private boolean write() {
            try {
                return what.act.test(writerShop);
            } catch (CondemnedException e) {
                return false;
            }
        }
    }

    /** A thread that stops before one of its calls, until it is released. */
    private static final class Actor implements SteppedDriver.Gate {
        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Object monitor = new Object();
        private Optional<Thread> thread = Optional.empty();
        private int left;
        private boolean isHeld;
        private boolean hasEnded;
        private boolean wasHeld;

        void start(int calls, Runnable run) {
            left = calls;
            Thread started = Thread.ofPlatform().unstarted(() -> {
                try {
                    SteppedDriver.gated(this, run);
                } catch (RuntimeException | AssertionError e) {
                    failure.set(e);
                } finally {
                    end();
                }
            });
            thread = Optional.of(started);
            started.start();
        }

        @Override
        public void pass(StoragePath path) {
            if (left-- == 0) {
                wasHeld = true;
                tell();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        private void tell() {
            synchronized (monitor) {
                isHeld = true;
                monitor.notifyAll();
            }
        }

        private void end() {
            synchronized (monitor) {
                hasEnded = true;
                monitor.notifyAll();
            }
        }

        /** Until it is held, waits for a mark or for a lock of the other's, or has ended. */
        void awaitHeld() throws InterruptedException {
            synchronized (monitor) {
                while (!isHeld && !hasEnded && !isWaiting()) {
                    monitor.wait(1);
                }
            }
        }

        /** For a lock, or for a mark to go: nothing else takes its time. */
        private boolean isWaiting() {
            Thread.State state = thread.orElseThrow().getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        void release() {
            synchronized (monitor) {
                isHeld = false;
            }
            released.countDown();
        }

        void join() throws InterruptedException {
            thread.orElseThrow().join();
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
        }
    }
}
