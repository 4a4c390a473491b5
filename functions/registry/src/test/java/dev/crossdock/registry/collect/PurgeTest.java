package dev.crossdock.registry.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.Upload;
import dev.crossdock.registry.content.Uploads;
import dev.crossdock.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code storage.maintenance.uploadpurging} of distribution's configuration asks for. */
class PurgeTest {
    private static final Duration AGE = Duration.ofDays(7);
    private static final Repository REPOSITORY = Shop.repository("team/app");

    private final MemoryDriver memory = new MemoryDriver();
    private final Shop shop = new Shop(memory, true);
    private final Collector collector = new Collector(memory, shop.content, shop.guard, Farewells.SILENT);

    @Test
    void uploadNobodyFinishes_goes_aYoungOneStays() throws IOException {
        String old = begin();
        memory.age(AGE.plusMinutes(1));
        String young = begin();

        assertThat(collector.purge(new Purging(AGE, AGE, false), _ -> {})).isOne();

        assertThat(hold(old)).isInstanceOf(Uploads.Holding.Unknown.class);
        assertThat(hold(young)).isInstanceOf(Uploads.Holding.Held.class);
    }

    @Test
    void dryRun_onlyTells() throws IOException {
        String old = begin();
        memory.age(AGE.plusMinutes(1));
        List<String> report = new ArrayList<>();

        assertThat(collector.purge(new Purging(AGE, AGE, true), report::add)).isOne();

        assertThat(report).singleElement().asString().contains(old);
        assertThat(hold(old)).isInstanceOf(Uploads.Holding.Held.class);
    }

    @Test
    void blobs_areNoneOfItsBusiness() {
        shop.blob("team/app", "a layer");
        memory.age(AGE.multipliedBy(2));

        assertThat(collector.purge(new Purging(AGE, AGE, false), _ -> {})).isZero();

        assertThat(shop.hasBlob("team/app", Digest.sha256(Shop.bytes("a layer")))).isTrue();
    }

    @Test
    void uploadThatNobodyFinishes_goes() {
        shop.content.uploads().begin(REPOSITORY, "").close();
        shop.content.uploads().begin(REPOSITORY, "").close();
        memory.age(Duration.ofDays(8));
        try (var atWork = shop.content.uploads().begin(REPOSITORY, "")) {
            assertThat(shop.collect(false).leftovers()).isEqualTo(2);
            assertThat(memory.paths()).anyMatch(path -> path.contains(atWork.id()));
        }
    }

    @Test
    void uploads_goByTheirOwnRule() {
        shop.content.uploads().begin(REPOSITORY, "").close();
        memory.age(Duration.ofHours(3));

        assertThat(collectUploads(Optional.empty())).isZero();
        assertThat(collectUploads(Optional.of(new Purging(Duration.ofHours(4), Duration.ofDays(1), false)))).isZero();
        assertThat(collectUploads(Optional.of(new Purging(Duration.ofHours(1), Duration.ofDays(1), true)))).isOne();
        assertThat(memory.paths()).anyMatch(path -> path.contains("_uploads"));
        assertThat(collectUploads(Optional.of(new Purging(Duration.ofHours(1), Duration.ofDays(1), false)))).isOne();
        assertThat(memory.paths()).noneMatch(path -> path.contains("_uploads"));
    }

    private long collectUploads(Optional<Purging> purging) {
        return shop.collect(new CollectionOrder(false, false, Shop.GRACE, purging)).leftovers();
    }

    @Test
    void uploadThatCannotBeRead_holdsNoOtherUp() {
        String stuck = begun();
        String other = begun();
        memory.age(Duration.ofDays(8));
        SteppedDriver broken = new SteppedDriver(memory);
        Shop there = new Shop(broken, true);

        SteppedDriver.gated(path -> {
            if (path.text().contains(stuck)) {
                throw new StorageException("read %s: Input/output error".formatted(path));
            }
        }, () -> assertThat(there.collect(true).leftovers()).isOne());

        assertThat(there.lines).anyMatch(line -> line.contains(stuck) && line.contains("stays"));
        assertThat(memory.paths()).noneMatch(path -> path.contains(other)).anyMatch(path -> path.contains(stuck));
    }

    private String begun() {
        try (var upload = shop.content.uploads().begin(REPOSITORY, "")) {
            return upload.id();
        }
    }

    private String begin() throws IOException {
        try (Upload upload = shop.content.uploads().begin(REPOSITORY, "")) {
            upload.append(new ByteArrayInputStream(new byte[10]), Long.MAX_VALUE);
            return upload.id();
        }
    }

    private Uploads.Holding hold(String id) {
        Uploads.Holding holding = shop.content.uploads().hold(REPOSITORY, id, "", Duration.ZERO);
        if (holding instanceof Uploads.Holding.Held(Upload upload)) {
            upload.close();
        }
        return holding;
    }
}
