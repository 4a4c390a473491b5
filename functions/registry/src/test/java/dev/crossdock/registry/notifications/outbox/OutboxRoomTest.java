package dev.crossdock.registry.notifications.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The outbox where its room, its records or its process come to an end. */
class OutboxRoomTest extends OutboxContract {
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
    void fullOutbox_whoseOldestCannotBeRead_takesTheNextAllTheSame() {
        Outbox outbox = new Outbox(driver, Tenancy.ALONE, new Room(2, 1 << 20, 10), this::shows);
        outbox.recover(ONE);
        Entry torn = outbox.enqueue(List.of(event("team/app", "torn", "hook"))).getFirst();
        write("outbox/local/events/%016d".formatted(torn.number()), "{torn");
        outbox.enqueue(List.of(event("team/app", "t1", "hook")));

        outbox.confirm(outbox.intend(List.of(event("team/app", "t2", "hook"))));
        outbox.enqueue(List.of(event("team/app", "t3", "hook")));

        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.letters("", 10)).extracting(letter -> letter.event().change().reference()).containsExactly(
                "t1");
    }

    @Test
    void fullOutbox_withoutRoomForLetters_holdsMore() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        Outbox outbox = new Outbox(SteeredDriver.before(driver, (name, path, call) -> {
            if (name.equals("write") && path.toString().contains("/dead/") && isFull.get()) {
                throw new StorageException("write: no space left");
            }
            return call.made();
        }), Tenancy.ALONE, new Room(2, 1 << 20, 10), this::shows);
        outbox.recover(ONE);
        for (int i = 0; i < 4; i++) {
            outbox.enqueue(List.of(event("team/app", "t" + i, "hook")));
        }
        assertThat(outbox.size()).isEqualTo(4);
        isFull.set(false);

        outbox.enqueue(List.of(event("team/app", "t4", "hook")));

        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.letterCount()).isEqualTo(3);
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
}
