package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoredStat;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One collection under way: what it is to do, what it has marked, and what it has done so far. */
final class Round {
    private final Ground ground;
    private final CollectionOrder order;
    private final Instant began;
    private final Optional<Lease> lease;
    private final Consumer<String> report;
    private final Store store;
    private final FingerprintSet live = new FingerprintSet();
    private Collected collected = Collected.NOTHING;

    /** What is collected from: as it lies there, and as the server sees it. */
    record Ground(StorageDriver driver, RegistryContent content, Guard guard, Farewells farewells,
            BooleanSupplier isStopping) {}

    /** A dry one needs no lease, for it changes nothing; nor does one of a storage that nobody else may write to. */
    Round(Ground ground, CollectionOrder order, Instant began, Optional<Lease> lease, Consumer<String> report) {
        this.ground = ground;
        this.order = order;
        this.began = began;
        this.lease = lease;
        this.report = report;
        this.store = new Store(ground.driver(), this::goOn);
    }

    Store store() {
        return store;
    }

    RegistryContent content() {
        return ground.content();
    }

    Guard guard() {
        return ground.guard();
    }

    Farewells farewells() {
        return ground.farewells();
    }

    CollectionOrder order() {
        return order;
    }

    Instant began() {
        return began;
    }

    /** What is younger is left alone. */
    Instant limit() {
        return began.minus(order.grace());
    }

    boolean isOld(StoredStat stat) {
        return stat.modified().isBefore(limit());
    }

    /** The blobs that something refers to. */
    FingerprintSet live() {
        return live;
    }

    /** Deletes what goes for want of this blob's users, unless somebody has come to use it; says whether it is, or would be, gone. */
    boolean condemn(Digest digest, BooleanSupplier deletion) {
        if (order.isDry()) {
            return true;
        }
        goOn();
        return guard().condemn(digest, deletion);
    }

    /** Between two steps: throws where the registry is about to end, or another collector has begun. */
    void goOn() {
        if (ground.isStopping().getAsBoolean()) {
            throw new Lease.HeldException("collect garbage: stopped, for the registry ends; the next one goes on");
        }
        lease.ifPresent(Lease::check);
    }

    void tell(String line) {
        report.accept(line);
    }

    void count(UnaryOperator<Collected> change) {
        collected = change.apply(collected);
    }

    Collected collected() {
        return collected;
    }
}
