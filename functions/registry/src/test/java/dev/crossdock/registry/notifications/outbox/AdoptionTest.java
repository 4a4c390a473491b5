package dev.crossdock.registry.notifications.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What replicas leave to each other. */
class AdoptionTest extends OutboxContract {
    @Test
    void replicas_keepTheirOwnAndAdoptWhatIsLeft() {
        Outbox one = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        Outbox two = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        Outbox three = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        one.recover(ONE);
        two.recover(ONE);
        three.recover(ONE);
        one.enqueue(List.of(event("team/app", "1", "hook"), event("team/app", "2", "hook")));
        assertThat(adopted(two, ONE)).isEmpty();

        one.close();
        List<Entry> adopted = adopted(two, ONE);

        assertThat(tags(adopted)).containsExactly("1", "2");
        assertThat(two.event(adopted.getFirst())).isPresent();
        assertThat(adopted(three, ONE)).isEmpty();
        adopted.forEach(entry -> two.done(entry, "hook"));
        two.close();
        assertThat(adopted(three, ONE)).isEmpty();
    }

    @Test
    void oneProcess_takesOverWhatReplicasLeft() {
        Outbox replica = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        replica.recover(ONE);
        replica.enqueue(List.of(event("team/app", "1", "hook")));

        Outbox outbox = opened();
        assertThat(tags(adopted(outbox, ONE))).containsExactly("1");
        assertThat(tags(reopened().recover(ONE))).containsExactly("1");
        assertThat(outbox.oldest().map(at -> Duration.between(at, Instant.now()))).hasValueSatisfying(
                age -> assertThat(age).isLessThan(Duration.ofMinutes(1)));
    }

    @Test
    void unreadableGroup_staysAndIsTakenOverOnceItCanBeRead() throws IOException {
        Outbox one = replica();
        one.enqueue(List.of(event("team/app", "1", "hook")));
        one.enqueue(List.of(event("team/app", "2", "hook")));
        one.close();
        Path group = stored().getFirst();
        String text = Files.readString(group);
        Files.writeString(group, "{torn");
        Outbox two = replica();

        assertThat(tags(adopted(two, ONE))).containsExactly("2");
        assertThat(adopted(two, ONE)).isEmpty();
        Files.writeString(group, text);

        assertThat(tags(adopted(two, ONE))).containsExactly("1");
        assertThat(stored()).hasSize(2).allMatch(path -> path.toString().contains(two.instance()));
    }

    @Test
    void silentReplicaThatLivesAfterAll_keepsWhatItHasNotDecided() throws IOException {
        Outbox one = replica();
        List<Entry> made = one.intend(List.of(event("team/app", "made", "hook")));
        List<Entry> both = one.intend(List.of(event("team/app", "told", "hook"), event("team/app", "open", "hook")));
        shown.addAll(List.of("made", "told"));
        silence(one, Streams.SILENCE.plusSeconds(1));
        Outbox two = replica();

        assertThat(tags(adopted(two, ONE))).containsExactly("made", "told");
        assertThat(adopted(two, ONE)).isEmpty();
        one.confirm(made);
        one.confirm(both);

        assertThat(one.event(both.getLast())).map(event -> event.change().reference()).contains("open");
    }

    @Test
    void replicaThatIsSilentForLong_leavesNothing() throws IOException {
        Outbox one = replica();
        one.intend(List.of(event("team/app", "made", "hook"), event("team/app", "lost", "hook")));
        shown.add("made");
        silence(one, Streams.BURIAL.plusSeconds(1));
        Outbox two = replica();

        assertThat(tags(adopted(two, ONE))).containsExactly("made");
        assertThat(stored()).hasSize(1);
        assertThat(Files.exists(outbox(one).resolve("alive"))).isFalse();
    }

    @Test
    void age_isTheStoragesAlone() {
        Outbox one = replica();
        one.enqueue(List.of(event("team/app", "1", "hook")));
        Outbox two = new Outbox(late(Duration.ofHours(5)), Tenancy.SHARED, Room.USUAL, this::shows);
        two.recover(ONE);

        assertThat(adopted(two, ONE)).isEmpty();
    }

    @Test
    void eventsOfAnEndpointThatThisReplicaDoesNotKnow_areLeftToTheOthers() {
        Outbox one = replica();
        one.enqueue(List.of(event("team/app", "1", "hook", "new"), event("team/app", "2", "new")));
        one.close();
        Outbox old = replica();
        Outbox fresh = replica();

        assertThat(tags(adopted(old, ONE))).containsExactly("1");
        assertThat(adopted(old, ONE)).isEmpty();
        List<Entry> rest = adopted(fresh, Set.of("new"));

        assertThat(tags(rest)).containsExactly("1", "2");
        assertThat(fresh.isWaiting(rest.getFirst(), "hook")).isFalse();
        assertThat(adopted(fresh, Set.of("new"))).isEmpty();
    }

    @Test
    void largeGroup_isReadTwiceAtMost() {
        Outbox one = replica();
        one.enqueue(IntStream.range(0, 100).mapToObj(i -> event("team/app", "t" + i, "hook")).toList());
        one.close();
        AtomicInteger loads = new AtomicInteger();
        Outbox two = new Outbox(SteeredDriver.before(driver, (name, path, call) -> {
            loads.addAndGet(name.equals("load") ? 1 : 0);
            return call.made();
        }), Tenancy.SHARED, Room.USUAL, this::shows);
        two.recover(ONE);
        loads.set(0);

        assertThat(adopted(two, ONE)).hasSize(100);
        assertThat(loads).hasValueLessThanOrEqualTo(3);
    }

    private Outbox replica() {
        Outbox replica = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        replica.recover(TWO);
        return replica;
    }

    private Path outbox(Outbox replica) {
        return root.resolve(EventStream.OUTBOX.resolve(replica.instance()).text());
    }

    private void silence(Outbox replica, Duration age) throws IOException {
        Files.setLastModifiedTime(outbox(replica).resolve("alive"), FileTime.from(Instant.now().minus(age)));
    }

    /** The groups of all instances. */
    private List<Path> stored() {
        List<Path> found = new ArrayList<>();
        for (String instance : driver.list(EventStream.OUTBOX, "", 10)) {
            StoragePath events = EventStream.OUTBOX.resolve(instance + "/events");
            driver.list(events, "", 1000).forEach(name -> found.add(root.resolve(events.resolve(name).text())));
        }
        return found;
    }

    /** The same storage, whose clock is late by this. */
    private StorageDriver late(Duration by) {
        return SteeredDriver.before(driver, (name, path, call) -> {
            Object result = call.made();
            return result instanceof Optional<?> found && found.isPresent()
                    && found.get() instanceof StoredStat(StoredStat.Kind kind, long size, Instant modified)
                            ? Optional.of(new StoredStat(kind, size, modified.minus(by)))
                            : result;
        });
    }
}
