package dev.crossdock.client.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class WindowTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private final Manual clock = new Manual();
    private final AtomicBoolean paused = new AtomicBoolean();

    private Window window(int ceiling, Duration still) {
        Window window = new Window(clock::nanos, still, paused::get);
        window.limit(ceiling);
        return window;
    }

    private static long enter(Window window, Kind kind) {
        return enter(window, kind, false);
    }

    private static long enter(Window window, Kind kind, boolean inside) {
        try {
            return window.enter(kind, () -> inside);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static CompletableFuture<Long> later(Window window, Kind kind, boolean inside) {
        return CompletableFuture.supplyAsync(() -> enter(window, kind, inside), task -> Thread.ofVirtual().start(task));
    }

    /** Whoever waits has looked for a place, and found none. */
    private static void staysOut(Window window, CompletableFuture<Long> entering) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2)).until(() -> window.waiting() > 0);
        assertThat(entering).isNotDone();
    }

    @Test
    void enter_aHealthyHost_neverWaits() {
        Window window = window(Window.CEILING, NEVER);
        for (int i = 0; i < 25; i++) {
            enter(window, Kind.READ);
            enter(window, Kind.WRITE);
        }
        assertThat(window.inFlight()).isEqualTo(50);
    }

    @Test
    void enter_streamsLeaveShortRequestsTheirShare() {
        Window window = window(8, NEVER);
        for (int i = 0; i < 7; i++) {
            enter(window, Kind.READ);
        }
        CompletableFuture<Long> eighth = later(window, Kind.READ, false);
        staysOut(window, eighth);
        enter(window, Kind.BRIEF);
        window.leave(Kind.READ);
        assertThat(eighth.join()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void enter_theFirstOfItsKind_isLetInHoweverFull(Kind kind) {
        Window window = window(1, NEVER);
        List.of(Kind.BRIEF, Kind.READ, Kind.WRITE).stream().filter(other -> other.isStream() || kind.isStream())
                .filter(other -> other != kind).forEach(other -> enter(window, other));
        enter(window, kind);
        staysOut(window, later(window, kind, false));
        window.close();
    }

    @Test
    void enter_whereNothingHappens_oneAfterTheOtherIsLetIn() {
        Window window = window(1, Duration.ofMillis(40));
        enter(window, Kind.READ);
        CompletableFuture<Long> second = later(window, Kind.READ, false);
        CompletableFuture<Long> third = later(window, Kind.READ, false);
        assertThat(second).succeedsWithin(Duration.ofSeconds(20));
        assertThat(third).succeedsWithin(Duration.ofSeconds(20));
        assertThat(window.inFlight()).isEqualTo(3);
    }

    @Test
    void enter_whereBytesMove_staysOut() {
        Window window = window(1, Duration.ofMillis(400));
        enter(window, Kind.READ);
        CompletableFuture<Long> second = later(window, Kind.READ, false);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    window.touch();
                    return !second.isDone();
                });
        window.leave(Kind.READ);
        second.join();
    }

    @Test
    void enter_whileTheHostIsPaused_isNotTakenForACircle() {
        paused.set(true);
        Window window = window(1, Duration.ofMillis(8));
        enter(window, Kind.WRITE);
        CompletableFuture<Long> second = later(window, Kind.WRITE, false);
        staysOut(window, second);
        paused.set(false);
        assertThat(second).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void enter_fromInside_waitsShortlyForWhatWasLearned_andOnForWhatWasSet() {
        Window learned = new Window(clock::nanos, NEVER.dividedBy(3600), paused::get);
        enter(learned, Kind.READ);
        learned.shrink(0);
        Window set = window(1, NEVER.dividedBy(3600));
        enter(set, Kind.READ);
        paused.set(true); // so that only the clock counts
        CompletableFuture<Long> toLearned = later(learned, Kind.READ, true);
        CompletableFuture<Long> toSet = later(set, Kind.READ, true);
        staysOut(learned, toLearned);
        clock.pass(Window.LONGEST_QUEUE_INSIDE.plusMillis(1));
        assertThat(toLearned).succeedsWithin(Duration.ofSeconds(20));
        staysOut(set, toSet);
        clock.pass(Window.LONGEST_QUEUE);
        assertThat(toSet).failsWithin(Duration.ofSeconds(20)).withThrowableThat()
                .withMessageContaining("no place among the 1 that may be in flight");
    }

    @Test
    void shrink_halvesWhatWasInFlight_onceForAllOfThem() {
        Window window = window(64, NEVER);
        for (int i = 0; i < 8; i++) {
            enter(window, Kind.READ);
        }
        window.shrink(0);
        window.shrink(0);
        assertThat(window.places()).isEqualTo(4);
        window.shrink(1);
        assertThat(window.places()).isEqualTo(2);
        window.shrink(2);
        window.shrink(3);
        window.shrink(4);
        assertThat(window.places()).as("never below one").isEqualTo(1);
    }

    @Test
    void grow_byOneForEachRoundOfAnswers_whileAllPlacesAreTaken() {
        Window window = window(64, NEVER);
        for (int i = 0; i < 8; i++) {
            enter(window, Kind.READ);
        }
        window.shrink(0);
        for (int i = 0; i < 5; i++) {
            window.grow();
        }
        assertThat(window.places()).isEqualTo(5);
        for (int i = 0; i < 8; i++) {
            window.leave(Kind.READ);
        }
        for (int i = 0; i < 100; i++) {
            window.grow();
        }
        assertThat(window.places()).as("nobody needs more").isEqualTo(5);
    }

    @Test
    void grow_neverBeyondTheCeiling() {
        Window window = window(3, NEVER);
        for (int i = 0; i < 3; i++) {
            enter(window, Kind.BRIEF);
        }
        for (int i = 0; i < 100; i++) {
            window.grow();
        }
        assertThat(window.places()).isEqualTo(3);
    }

    @Test
    void close_sendsHomeWhoWaits() {
        Window window = window(1, NEVER);
        enter(window, Kind.WRITE);
        CompletableFuture<Long> second = later(window, Kind.WRITE, false);
        staysOut(window, second);
        window.close();
        assertThat(second).failsWithin(Duration.ofSeconds(20)).withThrowableThat()
                .withRootCauseInstanceOf(InterruptedIOException.class);
    }

    @Test
    void enter_interrupted_staysInterrupted() {
        Window window = window(1, NEVER);
        enter(window, Kind.WRITE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> window.enter(Kind.WRITE, () -> false)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
