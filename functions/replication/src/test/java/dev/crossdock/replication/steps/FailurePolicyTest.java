package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.replication.steps.FailurePolicy.Disposition;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of what becomes of failures. */
final class FailurePolicyTest {
    private static final Message COPY = new Message.Publish(new RunKey("job", "run"), World.ROUTE, 0,
            Message.Trail.UNASKED);

    enum Kind {
        UNAVAILABLE, MISSING, CORRUPT, REFUSED, UNEXPECTED;

        RuntimeException failure() {
            return switch (this) {
                case UNAVAILABLE -> FakeRegistry.unavailable("target eu.example");
                case MISSING -> FakeRegistry.missing("source hub.example");
                case CORRUPT -> FakeRegistry.corrupt("source hub.example");
                case REFUSED -> FakeRegistry.refused("target eu.example");
                case UNEXPECTED -> new IllegalStateException("a bug");
            };
        }
    }

    private static Disposition decide(Kind kind, int failuresBefore, Duration age) {
        return FailurePolicy.decide(kind.failure(), COPY, failuresBefore, age);
    }

    private static Message.Request request(Optional<String> ticket, Optional<Message.Hint> hint) {
        return new Message.Request(World.FROM, Optional.of(World.TO), hint, new Message.Trail(ticket, 0));
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, 0, 1", "UNAVAILABLE, 1, 2", "UNAVAILABLE, 2, 4", "UNAVAILABLE, 3, 8",
            "UNAVAILABLE, 4, 16",
            "UNAVAILABLE, 5, 30", "UNAVAILABLE, 5000, 30", "MISSING, 0, 1", "MISSING, 4, 16", "CORRUPT, 0, 1",
            "CORRUPT, 1, 2", "REFUSED, 0, 1", "REFUSED, 1, 2", "UNEXPECTED, 0, 1", "UNEXPECTED, 3, 8"})
    void failure_isTriedAgainAfter(Kind kind, int failuresBefore, long seconds) {
        assertThat(decide(kind, failuresBefore, Duration.ofMinutes(1)))
                .isEqualTo(new Disposition.Retry(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({"MISSING, 5", "CORRUPT, 2", "REFUSED, 2", "UNEXPECTED, 4", "UNEXPECTED, 100"})
    void failureTooOften_isBuriedWithItsReasonAndCount(Kind kind, int failuresBefore) {
        assertThat(decide(kind, failuresBefore, Duration.ofSeconds(1))).isInstanceOfSatisfying(Disposition.Bury.class,
                bury -> assertThat(bury.reason()).contains(String.valueOf(kind.failure().getMessage()))
                        .endsWith("tried %d times".formatted(failuresBefore + 1)));
    }

    @Test
    void unexpected_namesItsKind() {
        assertThat(decide(Kind.UNEXPECTED, 10, Duration.ZERO)).isInstanceOfSatisfying(Disposition.Bury.class,
                bury -> assertThat(bury.reason()).startsWith("java.lang.IllegalStateException: a bug"));
    }

    @Test
    void unavailable_isBoundedByAgeAlone() {
        Duration almost = FailurePolicy.MAXIMUM_UNAVAILABLE.minusMillis(1);
        assertThat(decide(Kind.UNAVAILABLE, 100_000, almost)).isInstanceOf(Disposition.Retry.class);
        assertThat(decide(Kind.UNAVAILABLE, 0, FailurePolicy.MAXIMUM_UNAVAILABLE))
                .isInstanceOfSatisfying(Disposition.Bury.class,
                        bury -> assertThat(bury.reason()).contains("503").endsWith("tried for PT24H"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "3, 3", "120, 120", "999999999, 3600"})
    void retryAfter_isAWaitOfThatLength(long retryAfterSeconds, long seconds) {
        RegistryException failure = new RegistryException.Unavailable(
                new Circumstance("push", "it", "target eu.example", "429", "201"),
                Optional.of(Duration.ofSeconds(retryAfterSeconds)), null);
        assertThat(FailurePolicy.decide(failure, COPY, 5, Duration.ZERO))
                .isEqualTo(new Disposition.Wait(Duration.ofSeconds(seconds)));
        assertThat(FailurePolicy.decide(failure, COPY, 5, FailurePolicy.MAXIMUM_UNAVAILABLE))
                .isInstanceOf(Disposition.Bury.class);
    }

    @Test
    void missing_askedByHand_isToldAfterOneShortRetry() {
        Message asked = request(Optional.of("ticket"), Optional.empty());
        assertThat(FailurePolicy.decide(Kind.MISSING.failure(), asked, 0, Duration.ZERO))
                .isEqualTo(new Disposition.Retry(Duration.ofSeconds(1)));
        assertThat(FailurePolicy.decide(Kind.MISSING.failure(), asked, 1, Duration.ofSeconds(1)))
                .isInstanceOf(Disposition.Bury.class);
    }

    @Test
    void missing_thatASenderClaims_hasTimeToSettle() {
        Message.Hint hint = new Message.Hint(Images.image("a", 1).digest(), Instant.EPOCH);
        for (Message claimed : List.of(request(Optional.of("ticket"), Optional.of(hint)),
                request(Optional.empty(), Optional.empty()))) {
            assertThat(FailurePolicy.decide(Kind.MISSING.failure(), claimed, 1, Duration.ZERO))
                    .isInstanceOf(Disposition.Retry.class);
        }
    }

    @Test
    void missing_isTriedLongerThanTagsTakeToSettle() {
        Duration all = Duration.ZERO;
        for (int before = 0; decide(Kind.MISSING, before, all) instanceof Disposition.Retry(var after); before++) {
            all = all.plus(after);
        }
        assertThat(all).isGreaterThan(PlanStep.TAG_SETTLES).isLessThan(Duration.ofMinutes(5));
    }
}
