package dev.crossdock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crossdock.image.Digest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who wants a blob that somebody else is moving waits as long as that makes sense. */
@Timeout(30)
class SingleFlightTest {
    private static final String PLACE = "to.example/app";
    private static final Digest BLOB = Digest.sha256(new byte[]{1});

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // which overflows, as nanoTime may
    private final SingleFlight flights = new SingleFlight(clock::get);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Thread waiter = Thread.currentThread();

    private SingleFlight.Flight begin() {
        return flights.begin(PLACE, BLOB, Deadline.NONE);
    }

    /** Waits on a thread of its own; returns once it does. */
    private CompletableFuture<Boolean> waiting() {
        CompletableFuture<Boolean> found = CompletableFuture.supplyAsync(() -> {
            waiter = Thread.currentThread();
            return flights.begin(PLACE, BLOB, over::get).maybeThere();
        }, Executors.newVirtualThreadPerTaskExecutor());
        awaitWaiting();
        return found;
    }

    private void awaitWaiting() {
        while (waiter.equals(Thread.currentThread()) || waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private void advance(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static void assertGivenUp(CompletableFuture<Boolean> waiting) {
        assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
                .withCauseInstanceOf(Deadline.PassedException.class)
                .withMessageContaining("is being moved by another task");
    }

    @Test
    void progress_isWaitedFor() {
        SingleFlight.Flight flight = begin();
        CompletableFuture<Boolean> waiting = waiting();
        for (int i = 0; i < 9; i++) {
            flight.progressed();
            advance(SingleFlight.LONGEST_STANDSTILL);
        }
        flight.end(true);
        assertThat(waiting.join()).as("it is there").isTrue();
    }

    @Test
    void standstill_isNotWaitedFor() {
        SingleFlight.Flight flight = begin();
        CompletableFuture<Boolean> waiting = waiting();
        advance(Duration.ofSeconds(2));
        flight.progressed();
        advance(SingleFlight.LONGEST_STANDSTILL.plusNanos(1));
        assertGivenUp(waiting);
    }

    @Test
    void standstillBeforeWeCame_doesNotCount() {
        SingleFlight.Flight flight = begin();
        advance(Duration.ofHours(1));
        CompletableFuture<Boolean> waiting = waiting();
        flight.end(false);
        assertThat(waiting.join()).as("it failed").isFalse();
    }

    @Test
    void progressWithoutEnd_isNotWaitedForWithoutEnd() {
        SingleFlight.Flight flight = begin();
        CompletableFuture<Boolean> waiting = waiting();
        for (Duration at = Duration.ZERO; at.compareTo(SingleFlight.LONGEST_WAIT) <= 0; at = at.plusSeconds(2)) {
            flight.progressed();
            advance(Duration.ofSeconds(2));
        }
        assertGivenUp(waiting);
    }

    @Test
    void deadline_endsTheWait() {
        begin();
        CompletableFuture<Boolean> waiting = waiting();
        over.set(true);
        assertGivenUp(waiting);
    }

    @Test
    void interruptedWhileWaiting_keepsTheInterrupt() throws Exception {
        SingleFlight.Flight flight = begin();
        boolean[] seen = new boolean[2];
        Thread second = Thread.ofPlatform().start(() -> {
            seen[0] = begin().maybeThere();
            seen[1] = Thread.currentThread().isInterrupted();
        });
        waiter = second;
        awaitWaiting();
        second.interrupt();
        flight.end(true);
        second.join();
        assertThat(seen).as("landed meanwhile; interrupted").containsExactly(true, true);
    }

    @Test
    void otherPlaces_areNoneOfOurs() {
        begin();
        assertThat(flights.begin("other.example/app", BLOB, Deadline.NONE).maybeThere()).isFalse();
    }

    @Test
    void forgetsTheEldest() {
        for (int i = 0; i <= 10_000; i++) {
            SingleFlight.Flight flight = flights.begin("place" + i, BLOB, Deadline.NONE);
            assertThat(flight.maybeThere()).isFalse();
            flight.end(true);
        }
        assertThat(flights.begin("place10000", BLOB, Deadline.NONE).maybeThere()).isTrue();
        assertThat(flights.begin("place0", BLOB, Deadline.NONE).maybeThere()).isFalse();
    }
}
