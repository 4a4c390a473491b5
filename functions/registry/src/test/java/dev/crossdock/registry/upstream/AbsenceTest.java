package dev.crossdock.registry.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AbsenceTest {
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
    private final Absence absence = new Absence("upstream.example", clock::get);

    @Test
    void pause_doublesUpToTheLongest_andBeginsAnewOnceItWasBack() {
        assertThat(absence.now()).isEmpty();
        for (int seconds : new int[]{10, 20, 40, 80, 160, 300, 300}) {
            fail(Optional.empty());
            assertPause(seconds);
        }
        absence.ended();
        assertThat(absence.now()).isEmpty();

        fail(Optional.empty());

        assertPause(10);
    }

    @Test
    void pause_isWhatTheUpstreamSaid_withinTheLongest() {
        fail(Optional.of(Duration.ofSeconds(42)));
        assertPause(42);
        fail(Optional.of(Duration.ofDays(1)));
        assertPause(300);
    }

    @Test
    void failuresAtTheSameTime_areOneAbsence() {
        fail(Optional.empty());
        fail(Optional.empty());
        fail(Optional.empty());

        assertPause(10);
    }

    @Test
    void whetherItIsBack_isAskedByOneAtATime() throws Exception {
        fail(Optional.empty());
        pass(10);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            assertThat(absence.now()).isEmpty();
            assertThat(other.submit(absence::now).get()).isPresent();
            other.submit(absence::asked).get();
            assertThat(other.submit(absence::now).get()).isPresent();

            absence.asked();

            assertThat(other.submit(absence::now).get()).isEmpty();
        }
    }

    private void fail(Optional<Duration> retryAfter) {
        absence.began(new UpstreamException.Away("connection refused", retryAfter, null));
        absence.asked();
    }

    /** It is left alone for so long, and asked then. */
    private void assertPause(int seconds) {
        pass(seconds - 1);
        assertThat(absence.now()).isPresent();
        pass(1);
        assertThat(absence.now()).isEmpty();
    }

    private void pass(int seconds) {
        clock.set(clock.get().plusSeconds(seconds));
    }
}
