package dev.crossdock.proof.site;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what has to happen, and says what was seen where it does not. */
public final class Patience {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Patience() {}

    /** Returns as soon as the condition holds; fails with the evidence where it does not within the time. */
    public static void until(String what, Duration atMost, BooleanSupplier condition, Supplier<String> evidence) {
        try {
            Awaitility.await(what).pollInSameThread().pollDelay(Duration.ZERO).pollInterval(LOOK_EVERY).atMost(atMost)
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("%s: not within %d s%n%s".formatted(what, atMost.toSeconds(), evidence.get()), e);
        }
    }
}
