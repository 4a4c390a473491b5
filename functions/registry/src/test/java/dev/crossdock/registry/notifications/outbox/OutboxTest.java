package dev.crossdock.registry.notifications.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final Set<String> ONE = Set.of("hook");
    private static final Set<String> TWO = Set.of("hook", "other");

    @TempDir
    private Path root;

    private FilesystemDriver driver;
    private final List<String> shown = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void confirmed_isThereAfterTheProcessWasKilled() {
        Outbox outbox = opened();
        List<Entry> entries = outbox.intend(List.of(event("team/app", "1", "hook"), event("team/app", "2", "hook")));
        outbox.confirm(entries);
        outbox.tick();

        assertThat(tags(reopened().recover(ONE))).containsExactly("1", "2");
    }

    @Test
    void undecided_isAskedAfter() {
        Outbox outbox = opened();
        outbox.intend(List.of(event("team/app", "made", "hook"), event("team/app", "lost", "hook")));
        shown.add("made");

        assertThat(tags(reopened().recover(ONE))).containsExactly("made");
        assertThat(tags(reopened().recover(ONE))).containsExactly("made");
    }

    @Test
    void undecided_isSentWhereTheContentCannotTell() {
        opened().intend(List.of(event("team/app", "damaged", "hook")));

        assertThat(tags(reopened().recover(ONE))).containsExactly("damaged");
    }

    /** The content forgets a tag that is deleted: the deletion's own intent says that the push was confirmed. */
    @Test
    void confirmed_isKnownFromTheNextIntentAlone() {
        Outbox outbox = opened();
        outbox.confirm(outbox.intend(List.of(event("team/app", "1", "hook"))));
        outbox.intend(List.of(event("team/app", "2", "hook")));

        assertThat(tags(reopened().recover(ONE))).containsExactly("1");
    }

    /** Where nobody wants to know of the deletion, there is no intent of it that could say so. */
    @Test
    void confirmed_isSavedBeforeAChangeThatNobodyWants() {
        Outbox outbox = opened();
        OutboxEvent event = event("team/app", "1", "hook");
        outbox.confirm(outbox.intend(List.of(event)));

        outbox.before(deletion("team/other"));
        outbox.before(event.change());
        assertThat(stored("state")).isFalse();
        outbox.before(deletion("team/app"));

        assertThat(stored("state")).isTrue();
        assertThat(tags(reopened().recover(ONE))).containsExactly("1");
    }

    @Test
    void dropped_neverComes() {
        Outbox outbox = opened();
        List<Entry> entries = outbox.intend(List.of(event("team/app", "refused", "hook"), event("team/app", "made",
                "hook")));
        outbox.drop(entries.subList(0, 1));
        outbox.confirm(entries.subList(1, 2));
        outbox.tick();
        outbox.confirm(outbox.intend(List.of(event("team/app", "next", "hook"))));
        outbox.tick();

        assertThat(tags(reopened().recover(ONE))).containsExactly("made", "next");
    }

    @Test
    void taken_leavesNothingBehind() {
        Outbox outbox = opened();
        List<Entry> entries = outbox.intend(List.of(event("team/app", "1", "hook"), event("team/app", "2", "hook")));
        outbox.confirm(entries);
        outbox.done(entries.get(0), "hook");
        assertThat(groups()).isEqualTo(1);
        outbox.done(entries.get(1), "hook");

        assertThat(groups()).isZero();
        assertThat(outbox.size()).isZero();
        assertThat(reopened().recover(ONE)).isEmpty();
    }

    @Test
    void takenByOne_waitsForTheOtherAlone() {
        Outbox outbox = opened();
        List<Entry> entries = outbox.enqueue(IntStream.range(0, 5).mapToObj(i -> event("team/app", "t" + i, "hook",
                "other")).toList());
        Stream.of(0, 1, 3).forEach(i -> outbox.done(entries.get(i), "hook"));
        outbox.tick();

        Outbox again = reopened();
        List<Entry> found = again.recover(TWO);
        assertThat(tags(found.stream().filter(entry -> again.isWaiting(entry, "hook")).toList())).containsExactly("t2",
                "t4");
        assertThat(tags(found.stream().filter(entry -> again.isWaiting(entry, "other")).toList())).hasSize(5);
        again.close();
        assertThat(reopened().recover(ONE)).hasSize(2);
    }

    @Test
    void endpointThatIsGone_isWaitedForNoMore() {
        Outbox outbox = opened();
        outbox.enqueue(List.of(event("team/app", "1", "hook"), event("team/app", "2", "other")));

        assertThat(tags(reopened().recover(ONE))).containsExactly("1");
    }

    @Test
    void body_isReadWhenItIsSent() {
        Outbox outbox = opened();
        OutboxEvent event = event("team/app", "1", "hook");
        Entry entry = outbox.enqueue(List.of(event("team/app", "0", "hook"), event)).get(1);

        assertThat(outbox.event(entry)).contains(event);
    }

    @Test
    void intents_thatComeTogetherShareObjects() throws InterruptedException {
        Outbox outbox = opened();
        int threads = 32;
        CountDownLatch start = new CountDownLatch(1);
        List<Entry> entries = new CopyOnWriteArrayList<>();
        List<Thread> running = IntStream.range(0, threads).mapToObj(i -> Thread.ofPlatform().start(() -> {
            awaited(start);
            for (int j = 0; j < 4; j++) {
                entries.addAll(outbox.intend(List.of(event("team/app" + i, "t" + j, "hook"))));
            }
        })).toList();
        start.countDown();
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(entries).hasSize(threads * 4);
        assertThat(entries.stream().map(Entry::number).distinct()).hasSize(threads * 4);
        assertThat(groups()).isLessThan(threads * 4);
        shown.add("t0");
        assertThat(reopened().recover(ONE)).hasSize(threads);
    }

    @Test
    void storageThatFails_refusesTheIntent() throws IOException {
        Outbox outbox = opened();
        Path events = root.resolve("docker/registry/v2/_crossdock/outbox/local/events");
        Files.createDirectories(events.resolveSibling("x").getParent());
        Files.writeString(events, "in the way");

        assertThatThrownBy(() -> outbox.intend(List.of(event("team/app", "1", "hook")))).isInstanceOf(
                StorageException.class).hasMessageContaining("events");
        assertThat(outbox.size()).isZero();

        Files.delete(events);
        assertThat(outbox.intend(List.of(event("team/app", "2", "hook")))).hasSize(1);
    }

    @Test
    void fullOutbox_letsTheOldestBecomeDeadLetters() {
        Outbox outbox = new Outbox(driver, Tenancy.ALONE, new Room(3, 1 << 20, 10), this::shows);
        outbox.recover(ONE);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            entries.addAll(outbox.enqueue(List.of(event("team/app", "t" + i, "hook"))));
        }

        assertThat(outbox.size()).isEqualTo(3);
        assertThat(outbox.isWaiting(entries.get(1), "hook")).isFalse();
        assertThat(outbox.letters("", 10)).extracting(letter -> letter.event().change().reference()).containsExactly(
                "t0", "t1");
        assertThat(outbox.letters("", 10)).allSatisfy(letter -> assertThat(letter.reason()).contains("full"));
        assertThat(tags(reopened().recover(ONE))).containsExactly("t2", "t3", "t4");
    }

    @Test
    void fullOutbox_countsBytesToo() {
        Outbox outbox = new Outbox(driver, Tenancy.ALONE, new Room(100, 30, 10), this::shows);
        outbox.recover(ONE);
        for (int i = 0; i < 5; i++) {
            outbox.enqueue(List.of(event("team/app", "t" + i, "hook")));
        }

        assertThat(outbox.size()).isPositive().isLessThan(5);
        assertThat(outbox.letterCount()).isEqualTo(5 - outbox.size());
    }

    @Test
    void deadLetters_areListedInPagesAndRevived() {
        Outbox outbox = opened();
        List<Entry> entries = outbox.enqueue(IntStream.range(0, 3).mapToObj(i -> event("team/app", "t" + i,
                "hook")).toList());
        entries.forEach(entry -> outbox.die(entry, "hook", 7, "HTTP 400"));
        assertThat(outbox.size()).isZero();

        DeadLetter first = outbox.letters("", 1).getFirst();
        assertThat(first.attempts()).isEqualTo(7);
        assertThat(first.reason()).isEqualTo("HTTP 400");
        assertThat(first.died()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(outbox.letters(first.id(), 10)).hasSize(2);
        assertThat(outbox.letter(first.id())).contains(first);
        for (String none : List.of("", "../../state", "0000000000000-" + first.event().id() + "-00000000")) {
            assertThat(outbox.letter(none)).isEmpty();
        }

        Entry again = outbox.revive(first).getFirst();
        assertThat(again.id()).isEqualTo(first.event().id());
        assertThat(outbox.event(again).orElseThrow().body()).isEqualTo(first.event().body());
        assertThat(outbox.letterCount()).isEqualTo(2);
        assertThat(reopened().recover(ONE)).hasSize(1);
    }

    @Test
    void deadLetters_areBounded() {
        Outbox outbox = new Outbox(driver, Tenancy.ALONE, new Room(10, 1 << 20, 2), this::shows);
        outbox.recover(ONE);
        for (int i = 0; i < 4; i++) {
            Entry entry = outbox.enqueue(List.of(event("team/app", "t" + i, "hook"))).getFirst();
            outbox.die(entry, "hook", 1, "HTTP 400");
        }

        assertThat(outbox.letterCount()).isEqualTo(2);
        assertThat(outbox.letters("", 10)).hasSize(2);
    }

    @Test
    void unreadableRecords_stopNothingElse() {
        Outbox outbox = opened();
        outbox.confirm(outbox.intend(List.of(event("team/app", "1", "hook"))));
        outbox.tick();
        write("outbox/local/state", "{torn");
        write("outbox/local/events/0000000000000000", "");
        write("dead/" + "0".repeat(13) + "-" + UUID.randomUUID() + "-00000000", "{\"version\":1}");
        shown.add("1");

        Outbox again = reopened();
        assertThat(tags(again.recover(ONE))).containsExactly("1");
        assertThat(again.letters("", 10)).isEmpty();
    }

    @Test
    void settle_asksTheContentAndAsksAgainWhereItFails() {
        Outbox outbox = opened();
        shown.add("made");
        List<Entry> entries = outbox.intend(List.of(event("team/app", "made", "hook"), event("team/app", "lost",
                "hook"), event("team/app", "damaged", "hook")));

        assertThat(tags(outbox.settle(entries))).containsExactly("made");
        assertThat(outbox.size()).isEqualTo(2);
        shown.add("damaged");
        assertThat(tags(outbox.tick())).containsExactly("damaged");
        assertThat(outbox.tick()).isEmpty();
    }

    @Test
    void replicas_keepTheirOwnAndAdoptWhatIsLeft() {
        Outbox one = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        Outbox two = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        Outbox three = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        one.recover(ONE);
        two.recover(ONE);
        three.recover(ONE);
        one.enqueue(List.of(event("team/app", "1", "hook"), event("team/app", "2", "hook")));
        assertThat(two.adopt(ONE)).isEmpty();

        one.close();
        List<Entry> adopted = two.adopt(ONE);

        assertThat(tags(adopted)).containsExactly("1", "2");
        assertThat(two.event(adopted.getFirst())).isPresent();
        assertThat(three.adopt(ONE)).isEmpty();
        adopted.forEach(entry -> two.done(entry, "hook"));
        two.close();
        assertThat(three.adopt(ONE)).isEmpty();
    }

    @Test
    void oneProcess_takesOverWhatReplicasLeft() {
        Outbox replica = new Outbox(driver, Tenancy.SHARED, Room.USUAL, this::shows);
        replica.recover(ONE);
        replica.enqueue(List.of(event("team/app", "1", "hook")));

        Outbox outbox = opened();
        assertThat(tags(outbox.adopt(ONE))).containsExactly("1");
        assertThat(tags(reopened().recover(ONE))).containsExactly("1");
        assertThat(outbox.oldest().map(at -> Duration.between(at, Instant.now()))).hasValueSatisfying(
                age -> assertThat(age).isLessThan(Duration.ofMinutes(1)));
    }

    private Outbox opened() {
        Outbox outbox = reopened();
        outbox.recover(TWO);
        return outbox;
    }

    /** As the next process would: nothing of what the last one had in memory is left. */
    private Outbox reopened() {
        return new Outbox(driver, Tenancy.ALONE, Room.USUAL, this::shows);
    }

    private boolean shows(Change change) {
        if (change.reference().equals("damaged") && !shown.contains("damaged")) {
            throw new StorageException("read link: torn");
        }
        return shown.contains(change.reference());
    }

    private static OutboxEvent event(String repository, String tag, String... endpoints) {
        return new OutboxEvent(UUID.randomUUID(), Instant.now(), change(repository, tag), List.of(endpoints),
                "{\"tag\":\"" + tag + "\"}");
    }

    private static Change change(String repository, String tag) {
        return new Change(Change.Kind.PUT, new Repository(repository), Optional.of(new Tag(tag)), Optional.of(Digest
                .sha256(tag.getBytes(StandardCharsets.UTF_8))));
    }

    private static Change deletion(String repository) {
        return new Change(Change.Kind.DELETED, new Repository(repository), Optional.of(new Tag("1")), Optional
                .empty());
    }

    private static List<String> tags(List<Entry> entries) {
        return entries.stream().map(entry -> entry.change().reference()).toList();
    }

    private boolean stored(String name) {
        return driver.stat(EventStream.OUTBOX.resolve("local/" + name)).isPresent();
    }

    private int groups() {
        return driver.list(EventStream.OUTBOX.resolve("local/events"), "", 1000).size();
    }

    private void write(String name, String text) {
        driver.write(new StoragePath("docker/registry/v2/_crossdock/" + name), text.getBytes(StandardCharsets.UTF_8),
                Durability.RELAXED);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
