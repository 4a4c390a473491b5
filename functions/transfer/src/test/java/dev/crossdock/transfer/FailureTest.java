package dev.crossdock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How failures speak, and how long is waited between attempts. */
final class FailureTest {
    private static final Circumstance CIRCUMSTANCE = new Circumstance("push blob", "sha256:ab", "target eu.example/app",
            "500 UNKNOWN \"disk full\"", "201");

    @Test
    void message_inOrder() {
        assertThat(CIRCUMSTANCE)
                .hasToString("push blob sha256:ab at target eu.example/app: got 500 UNKNOWN \"disk full\", wanted 201");
        assertThat(CIRCUMSTANCE.at(3, 5)).hasToString("push blob sha256:ab at target eu.example/app: "
                + "got 500 UNKNOWN \"disk full\", wanted 201 (attempt 3 of 5)");
        assertThat(new Circumstance("list tags", "", "source a.example/b", "503", "200"))
                .hasToString("list tags at source a.example/b: got 503, wanted 200");
    }

    @Test
    void at_keepsKindFactsAndTrace() {
        IOException cause = new IOException("reset");
        Optional<Duration> retryAfter = Optional.of(Duration.ofSeconds(9));
        List<RegistryException> kinds = List.of(new RegistryException.Unavailable(CIRCUMSTANCE, retryAfter, cause),
                new RegistryException.Refused(CIRCUMSTANCE, cause), new RegistryException.Missing(CIRCUMSTANCE, cause),
                new RegistryException.Corrupt(CIRCUMSTANCE, null));
        for (RegistryException failure : kinds) {
            RegistryException counted = failure.at(2, 4);
            assertThat(counted).hasSameClassAs(failure).hasCause(failure)
                    .hasMessage(failure.getMessage() + " (attempt 2 of 4)");
            assertThat(counted.circumstance()).isEqualTo(CIRCUMSTANCE.at(2, 4));
            assertThat(failure.circumstance().attempt()).isEmpty();
            if (counted instanceof RegistryException.Unavailable unavailable) {
                assertThat(unavailable.retryAfter()).isEqualTo(retryAfter);
            }
        }
    }

    @Test
    void message_saysBytesAttemptAndRequest() {
        Circumstance known = CIRCUMSTANCE.known(Optional.of("8f-1")).at(3, 5).after(10, 99);
        assertThat(known).hasToString(CIRCUMSTANCE + " (10 of 99 bytes done, attempt 3 of 5, request id 8f-1)");
        assertThat(known.attempt()).contains(new Circumstance.Attempt(3, 5));
        assertThat(known.detail().progress()).contains(new Circumstance.Progress(10, 99));
        assertThat(CIRCUMSTANCE.after(0, 0)).hasToString(CIRCUMSTANCE + " (0 of 0 bytes done)");
    }

    @Test
    void whatIsKnown_isNotOverwrittenFurtherUp() {
        RegistryException.Corrupt failure = new RegistryException.Corrupt(CIRCUMSTANCE, new IOException("cut"));
        RegistryException known = failure.after(10, 99).known(Optional.of("first"));
        assertThat(known).isInstanceOf(RegistryException.Corrupt.class).hasCause(failure.getCause())
                .hasMessageEndingWith("(10 of 99 bytes done, request id first)");
        assertThat(known.after(50, 99)).isSameAs(known);
        assertThat(known.known(Optional.of("second"))).isSameAs(known);
        assertThat(known.known(Optional.empty())).isSameAs(known);
    }

    @Test
    void patience_endsWhereAServerAsksForMore() {
        assertThat(Pause.isTooLong(Pause.LONGEST_ASKED)).isFalse();
        assertThat(Pause.isTooLong(Pause.LONGEST_ASKED.plusMillis(1))).isTrue();
    }

    @Test
    void patience_endsWithTheDeadline() {
        Deadline soon = new Deadline() {
            @Override
            public boolean passed() {
                return false;
            }

            @Override
            public Optional<Duration> left() {
                return Optional.of(Duration.ofSeconds(20));
            }
        };
        List<Duration> waited = new ArrayList<>();
        Pause pause = new TransferTerms(soon, BlobProgress.NONE, waited::add).pause();
        pause.before(unavailable(Duration.ofSeconds(20)), Duration.ZERO);
        RegistryException.Unavailable later = unavailable(Duration.ofSeconds(21));
        assertThatThrownBy(() -> pause.before(later, Duration.ZERO)).isSameAs(later);
        assertThat(waited).containsExactly(Duration.ofSeconds(20));
        assertThat(new TransferTerms(() -> false, BlobProgress.NONE, waited::add).pause()
                .admits(Duration.ofSeconds(21))).as("nobody knows when").isTrue();
    }

    private static RegistryException.Unavailable unavailable(Duration retryAfter) {
        return new RegistryException.Unavailable(CIRCUMSTANCE, Optional.of(retryAfter), null);
    }

    @Test
    void at_again_countsAnew() {
        RegistryException counted = new RegistryException.Missing(CIRCUMSTANCE, null).at(1, 2).at(2, 2);
        assertThat(counted).hasMessageEndingWith("wanted 201 (attempt 2 of 2)");
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "3, 800", "6, 6400", "7, 10000", "21, 10000", "64, 10000", "2147483647, 10000"})
    void backoff_doublesUpToTheLongest(int repetition, long milliseconds) {
        assertThat(Pause.backoff(repetition, Duration.ofMillis(200), Duration.ofSeconds(10)))
                .hasMillis(milliseconds);
    }

    @Test
    void sleep_endsAtAnInterruptAndKeepsIt() {
        Thread.currentThread().interrupt();
        Pause.SLEEP.wait(Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void plainTerms_neverEndAndTellNobody() {
        assertThat(TransferTerms.PLAIN.deadline().passed()).isFalse();
        assertThat(TransferTerms.PLAIN.progress()).isSameAs(BlobProgress.NONE);
        assertThat(TransferTerms.PLAIN.pause()).isSameAs(Pause.SLEEP);
    }
}
