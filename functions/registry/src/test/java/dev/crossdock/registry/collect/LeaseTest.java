package dev.crossdock.registry.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StoragePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may collect, while time goes by. */
class LeaseTest {
    private static final StoragePath ROOT = Layout.EXTRAS.resolve("leases/collector");

    private final MemoryDriver memory = new MemoryDriver();
    private final SteppedDriver driver = new SteppedDriver(memory);
    private final HandClock clock = new HandClock();

    @ParameterizedTest
    @ValueSource(ints = {30, 600})
    void collectionThatTakesLong_isFinished(int secondsPerCall) {
        Shop shop = new Shop(driver, false);
        shop.clock = clock;
        for (int i = 0; i < 30; i++) {
            shop.blob("kept", "young " + i);
        }
        Digest lost = shop.blob("a", "lost");
        shop.content.blobs().delete(Shop.repository("a"), lost);
        memory.age(Duration.ofHours(10));
        shop.push("kept", Shop.image("a", Optional.empty(), "young 1"), List.of(), "1");

        SteppedDriver.gated(path -> clock.advance(Duration.ofSeconds(secondsPerCall)), () -> shop.collect(true));

        shop.assertSound();
        assertThat(shop.isStored(lost)).isFalse();
        assertThat(memory.paths()).noneMatch(path -> path.contains("/condemned/"));
        assertThat(shop.lines).anyMatch(line -> line.startsWith("total:"));
    }

    @Test
    void leaseThatIsOver_isRenewed_whereNobodyHasTakenTheNext() {
        try (Lease lease = Lease.take(driver, clock)) {
            clock.advance(Lease.LIFE.plusMinutes(20));
            lease.check();
            assertThatThrownBy(() -> Lease.take(driver, clock)).isInstanceOf(Lease.HeldException.class);
        }
        Lease.take(driver, clock).close();
    }

    @Test
    void leaseThatIsOver_isLost_whereSomebodyHasTakenTheNext() {
        Lease first = Lease.take(driver, clock);
        clock.advance(Lease.LIFE.plusMinutes(1));
        try (Lease second = Lease.take(driver, clock)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(first::check).isInstanceOf(Lease.HeldException.class);
            }
            first.close();
            clock.advance(Lease.LIFE);
            second.check();
        }
    }

    /** At every call of the one that takes, the other renews. */
    @Test
    void renewalDuringATaking_leavesOneHolderAtMost() {
        boolean isHeldUp = true;
        for (int point = 0; isHeldUp; point++) {
            MemoryDriver own = new MemoryDriver();
            SteppedDriver stepped = new SteppedDriver(own);
            Lease first = Lease.take(stepped, clock);
            clock.advance(Lease.LIFE.plusMinutes(1));
            int[] left = {point};
            int[] holders = {0};
            SteppedDriver.gated(path -> {
                if (left[0]-- == 0) {
                    holders[0] += holds(first::check);
                }
            }, () -> holders[0] += holds(() -> Lease.take(stepped, clock)));
            isHeldUp = left[0] < 0;
            assertThat(holders[0]).as("at call %d", point).isLessThanOrEqualTo(1);
        }
    }

    private static int holds(Runnable wish) {
        try {
            wish.run();
            return 1;
        } catch (Lease.HeldException e) {
            return 0;
        }
    }

    @Test
    void fileThatIsNoLease_isPassedBy() {
        memory.write(ROOT.resolve("zzz.swp"), new byte[0], Durability.SYNCED);

        try (Lease lease = Lease.take(driver, clock)) {
            clock.advance(Lease.LIFE);
            assertThatCode(lease::check).doesNotThrowAnyException();
        }
        assertThat(memory.paths()).contains(ROOT.resolve("zzz.swp").text());
    }

    @Test
    void secondCollector_isRefused_untilTheFirstsLeaseIsOver() {
        Shop replica = new Shop(memory, false);
        Shop other = new Shop(memory, false);
        List<String> refused = new ArrayList<>();
        Digest lost = replica.blob("a", "lost");
        replica.content.blobs().delete(Shop.repository("a"), lost);
        memory.age(Duration.ofHours(10));
        Collector first = new Collector(memory, replica.content, replica.guard, Farewells.SILENT);

        CollectionOrder order = new CollectionOrder(false, false, Shop.GRACE, Optional.of(Purging.USUAL));
        first.collect(order, Optional.empty(), line -> {
            try {
                other.collect(false);
            } catch (Lease.HeldException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        });

        assertThat(refused).isNotEmpty().allMatch(line -> line.contains("another") || line.contains("is at it"));
        assertThat(replica.isStored(lost)).isFalse();
        assertThat(other.collect(false)).isEqualTo(Collected.NOTHING);
    }

    @Test
    void blobThatAReplicaAnnouncedLately_stays_andTheAnnouncementGoesInTime() {
        Shop replica = new Shop(memory, false);
        Digest lost = replica.blob("a", "lost");
        replica.content.blobs().delete(Shop.repository("a"), lost);
        memory.age(Duration.ofHours(10));
        replica.guard.enter(List.of(lost)).close();
        assertThat(new Shop(memory, false).collect(false)).isEqualTo(Collected.NOTHING);
        memory.age(Duration.ofHours(1));
        assertThat(new Shop(memory, false).collect(false)).isEqualTo(Collected.NOTHING);

        memory.age(Duration.ofHours(10));
        assertThat(new Shop(memory, false).collect(false).blobs()).isEqualTo(1);
        assertThat(memory.paths()).noneMatch(path -> path.contains("/intents/"));
    }

    /** A clock that is moved by hand. */
    private static final class HandClock extends Clock {
        private Instant now = Instant.now();

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("wanted only in UTC");
        }
    }
}
