package dev.crossdock.registry.notifications.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.StorageException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One request that tells of very much: a repository that is deleted with all its tags. */
class LargeGroupTest extends OutboxContract {
    private static final int TAGS = 3 * GroupCommit.MAXIMUM_EVENTS + 1;

    @Test
    void manyEventsOfOneCaller_areSplit_andKeepTheirOrder() {
        Outbox outbox = opened();
        List<Entry> entries = outbox.intend(many());
        outbox.confirm(entries);
        outbox.tick();

        assertThat(groups()).isEqualTo(4);
        assertThat(tags(reopened().recover(ONE))).isEqualTo(tags(entries)).hasSize(TAGS);
    }

    @Test
    void manyBytesOfOneCaller_areSplit() {
        String body = "x".repeat(GroupCommit.FULL_BYTES / 2);
        opened().enqueue(IntStream.range(0, 5).mapToObj(i -> new OutboxEvent(UUID.randomUUID(), Instant.now(),
                change("team/app", "t" + i), List.of("hook"), body)).toList());

        assertThat(groups()).isEqualTo(3);
    }

    @Test
    void aPartThatCannotBeStored_takesTheOthersBack() {
        AtomicInteger writes = new AtomicInteger();
        Outbox outbox = new Outbox(SteeredDriver.before(driver, (name, path, call) -> {
            if (name.equals("write") && path.toString().contains("/events/") && writes.incrementAndGet() == 3) {
                throw new StorageException("write: no space left");
            }
            return call.made();
        }), Tenancy.ALONE, Room.USUAL, this::shows);
        outbox.recover(ONE);

        assertThatThrownBy(() -> outbox.intend(many())).isInstanceOf(StorageException.class);
        assertThat(outbox.size()).isZero();
        assertThat(groups()).isZero();

        writes.set(0);
        assertThatThrownBy(() -> outbox.enqueue(many())).isInstanceOf(StorageException.class);
        assertThat(outbox.size()).isZero();
        assertThat(groups()).isZero();
    }

    @Test
    void aGroup_isReadOnceForItsEvents() {
        AtomicInteger loads = new AtomicInteger();
        Outbox outbox = new Outbox(SteeredDriver.before(driver, (name, path, call) -> {
            loads.addAndGet(name.equals("load") ? 1 : 0);
            return call.made();
        }), Tenancy.ALONE, Room.USUAL, this::shows);
        outbox.recover(ONE);
        List<Entry> entries = outbox.enqueue(many());
        loads.set(0);

        for (Entry entry : entries) {
            assertThat(outbox.event(entry)).isPresent();
            outbox.done(entry, "hook");
        }

        assertThat(loads).hasValue(4);
        assertThat(outbox.event(entries.getFirst())).isEmpty();
    }

    private static List<OutboxEvent> many() {
        return IntStream.range(0, TAGS).mapToObj(i -> event("team/app", "t" + i, "hook")).toList();
    }
}
