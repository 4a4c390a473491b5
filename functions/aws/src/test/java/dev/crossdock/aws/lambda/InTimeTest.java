package dev.crossdock.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.aws.state.Delivery;
import dev.crossdock.replication.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A batch has its answer in time, whatever its steps do. */
final class InTimeTest {
    private static final long SECOND = 1_000;

    private final List<String> unfinished = new CopyOnWriteArrayList<>();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final List<String> begun = new CopyOnWriteArrayList<>();

    private static Delivery delivery(String id) {
        return new Delivery(Step.PLAN, id, "r", "{}", Map.of(), Map.of());
    }

    private InTime within(long millis) {
        return new InTime(TimeLeft.of(millis, Instant.now()), this::deal,
                (delivery, why) -> unfinished.add(delivery.messageId() + ": " + why));
    }

    private boolean deal(Delivery delivery) {
        begun.add(delivery.messageId());
        if (delivery.messageId().equals("broken")) {
            throw new IllegalStateException("no line of its own");
        }
        if (delivery.messageId().equals("endless")) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
        return !delivery.messageId().equals("failed");
    }

    @Test
    void together_theEndlessAndTheFailed_comeAgain_beforeTheKill() throws InterruptedException {
        long from = System.nanoTime();
        List<String> again = within(SECOND).together(List.of(delivery("endless"), delivery("good"),
                delivery("failed"), delivery("broken")));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(Duration.ofMillis(900),
                Duration.ofSeconds(10));
        assertThat(again).containsExactly("endless", "failed", "broken");
        assertThat(unfinished).hasSize(2).anyMatch(it -> it.startsWith("endless: the invocation's time was over"))
                .anyMatch(it -> it.startsWith("broken: ") && it.contains("no line of its own"));
        interrupted.await();
    }

    @Test
    void inOrder_nothingAfterTheFirstThatIsNotDone_isBegun() {
        assertThat(within(60 * SECOND).inOrder(List.of(delivery("good"), delivery("failed"), delivery("after"))))
                .containsExactly("failed", "after");
        assertThat(within(SECOND).inOrder(List.of(delivery("endless"), delivery("after"))))
                .containsExactly("endless", "after");
        assertThat(begun).doesNotContain("after");
        assertThat(unfinished).hasSize(1);
    }

    @Test
    void nobodyIsWaitedForBeyondTheInvocation() {
        InvocationPauses pauses = new InvocationPauses();
        Duration always = pauses.left();
        try (var _ = pauses.within(TimeLeft.of(60 * SECOND, Instant.now()))) {
            assertThat(pauses.left()).as("60 s less a quarter of the margin").isBetween(Duration.ofSeconds(40),
                    Duration.ofSeconds(57));
        }
        assertThat(pauses.left()).isEqualTo(always).isGreaterThan(Duration.ofDays(1));
    }
}
