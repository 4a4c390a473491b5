package dev.crossdock.client.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Limits that somebody decided otherwise while the process lives. */
class ForgottenLimitsTest {
    private static final String HOST = "registry.example:443";
    private final Manual clock = new Manual();
    private final Budgets budgets = clock.budgets();

    private void answered(int status) throws IOException {
        try (Permit permit = budgets.admit(HOST, Kind.BRIEF)) {
            permit.answered(status, Optional.empty(), _ -> Optional.empty());
        }
    }

    private static HostLimits limits(int requests, OptionalInt perSecond) {
        return new HostLimits(OptionalInt.of(requests), perSecond, OptionalLong.empty());
    }

    @Test
    void largerLimits_countAfterTheSmallerWereForgotten() throws IOException {
        budgets.limit(HOST, limits(1, OptionalInt.of(1)));
        budgets.forgetLimits();
        budgets.limit(HOST, limits(2, OptionalInt.empty()));
        assertThat(budgets.load(HOST).places()).isEqualTo(2);
        for (int i = 0; i < 5; i++) {
            answered(200);
        }
        assertThat(clock.pauses()).as("no pace any more").isEmpty();
    }

    @Test
    void whatTheHostSaidItself_isNotForgotten() throws IOException {
        budgets.limit(HOST, limits(9, OptionalInt.empty()));
        answered(503);
        assertThat(budgets.load(HOST).places()).isEqualTo(1);
        budgets.forgetLimits();
        assertThat(budgets.load(HOST).places()).isEqualTo(1);
    }

    @Test
    void smallerLimits_countToo_andPausesStay() throws IOException {
        budgets.limit(HOST, limits(9, OptionalInt.empty()));
        answered(429);
        budgets.forgetLimits();
        budgets.limit(HOST, limits(3, OptionalInt.of(1)));
        answered(200);
        assertThat(clock.pauses()).containsExactly(HostBudget.SHORTEST_PAUSE);
        answered(200);
        assertThat(clock.paused()).isGreaterThan(Duration.ofMillis(900));
        assertThat(budgets.load(HOST).places()).isLessThanOrEqualTo(3);
    }
}
