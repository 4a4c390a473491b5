package dev.crossdock.registry.collect;

import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.operation.metrics.CollectorFigures;
import dev.crossdock.storage.StorageDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Deletes what nothing refers to, while others write. A collection passes every repository: tags go by retention, manifests
 * that nothing holds, links to blobs that no manifest there refers to; whatever other links name is marked. Then it passes
 * every blob: what is neither marked nor young goes. Each deletion is by the {@link Guard}'s steps.
 *
 * <p>What cannot be read is never garbage: a damaged manifest keeps its whole repository, a link that says nothing keeps what
 * its place says, and where that says nothing either the collection stops.
 */
public final class Collector {
    private final Round.Ground ground;
    private final Clock clock;
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong blobs = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean isStopping;

    /** A collector of this storage; the guard is the content's. */
    public Collector(StorageDriver driver, RegistryContent content, Guard guard, Farewells farewells) {
        this(driver, content, guard, farewells, Clock.systemUTC());
    }

    Collector(StorageDriver driver, RegistryContent content, Guard guard, Farewells farewells, Clock clock) {
        this.ground = new Round.Ground(driver, content, guard, farewells, () -> isStopping);
        this.clock = clock;
    }

    /** Collects once, and tells line by line; throws where another collector is at it, and where it has to stop. */
    public Collected collect(CollectionOrder order, Optional<Path> retention, Consumer<String> report) {
        RetentionPolicy policy = retention.map(RetentionReader::read).orElse(RetentionPolicy.NONE);
        if (order.isDry()) {
            return pass(new Round(ground, order, clock.instant(), Optional.empty(), report), policy);
        }
        boolean isDone = false;
        try {
            Collected collected = ground.guard().isExclusive()
                    ? alone(new Round(ground, order, clock.instant(), Optional.empty(), report), policy)
                    : leased(order, report, policy);
            blobs.addAndGet(collected.blobs());
            bytes.addAndGet(collected.bytes());
            isDone = true;
            return collected;
        } finally {
            runs.incrementAndGet();
            failures.addAndGet(isDone ? 0 : 1);
        }
    }

    private Collected leased(CollectionOrder order, Consumer<String> report, RetentionPolicy policy) {
        try (Lease lease = Lease.take(ground.driver(), clock)) {
            return alone(new Round(ground, order, clock.instant(), Optional.of(lease), report), policy);
        }
    }

    private Collected alone(Round round, RetentionPolicy policy) {
        if (!ground.guard().begin()) {
            throw new Lease.HeldException("collect garbage: this server is at it already");
        }
        try {
            return pass(round, policy);
        } finally {
            ground.guard().end();
        }
    }

    /** Ends uploads that nobody finishes, and nothing else; gives how many. Each ends by itself: no lease is taken. */
    public long purge(Purging purging, Consumer<String> report) {
        Instant now = clock.instant();
        Round round = new Round(ground, new CollectionOrder(false, false, Duration.ZERO, Optional.of(purging)), now,
                Optional.empty(), report);
        AtomicLong ended = new AtomicLong();
        round.store().repositories(
                repository -> ended.addAndGet(new RepositoryPass(round, repository).giveUpUploads()));
        return purging.dryRun()
                ? ended.get()
                : ended.addAndGet(ground.driver().discardUnfinished(round.order().unfinishedLimit(now)));
    }

    /** What it did so far. */
    public CollectorFigures figures() {
        return new CollectorFigures(runs.get(), failures.get(), blobs.get(), bytes.get());
    }

    /** Whatever collection is under way ends before its next step, and none begins any more. */
    public void stop() {
        isStopping = true;
    }

    private static Collected pass(Round round, RetentionPolicy policy) {
        round.store().repositories(repository -> new RepositoryPass(round, repository).run(policy));
        new BlobPass(round).run();
        if (!round.order().isDryForUploads()) {
            Instant limit = round.order().unfinishedLimit(round.began());
            int unfinished = round.store().driver().discardUnfinished(limit);
            round.count(collected -> collected.leftovers(unfinished));
        }
        round.tell("total: %s %s".formatted(round.collected(), round.order().isDry() ? "would go" : "went"));
        return round.collected();
    }
}
