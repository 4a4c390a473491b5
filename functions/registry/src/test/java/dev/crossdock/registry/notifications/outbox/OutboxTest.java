package dev.crossdock.registry.notifications.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutboxTest extends OutboxContract {
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
        outbox.before(
                new Change(Change.Kind.BLOB_PUT, event.change().repository(), Optional.empty(), Optional.empty()));
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
}
