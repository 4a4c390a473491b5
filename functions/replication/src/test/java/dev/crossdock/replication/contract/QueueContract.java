package dev.crossdock.replication.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every queue promises. Its runs go to tags of their own: a queue may keep those of one tag in order. */
public abstract class QueueContract {
    public static final Duration HIDDEN = Duration.ofSeconds(30);

    protected final TestClock clock = new TestClock();

    /** On {@link #clock}; the other one on the clock of the machine. */
    protected abstract Queue queue();

    protected abstract Queue realTime();

    /** How a delivery that nobody answered in time counts: only queues that count deliveries take it for a failure. */
    protected int failuresOfALostDelivery() {
        return 0;
    }

    /** Lets so much time pass, for the queue, too. */
    protected void pass(Duration duration) {
        clock.pass(duration);
    }

    /** Lets time pass until just before the end of the duration, of which {@link #passTheRest} is the rest. */
    protected void passAlmost(Duration duration) {
        clock.pass(duration.minusMillis(1));
    }

    protected void passTheRest() {
        clock.pass(Duration.ofMillis(1));
    }

    public static Message publish(String run) {
        Route route = new Route(World.FROM, World.endpoint("eu", "mirror/app", run.replace(' ', '-')));
        return new Message.Publish(new RunKey("job", run), route, 0, Message.Trail.UNASKED);
    }

    protected final void send(String... runs) {
        queue().send(List.of(runs).stream().map(run -> Queue.Outgoing.now(publish(run))).toList());
    }

    protected final List<Queue.Received> receive(int maximum) {
        return queue().receive(Step.PUBLISH, maximum, HIDDEN, Duration.ZERO);
    }

    protected final Queue.Received one() {
        List<Queue.Received> received = receive(1);
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    public static List<String> runs(List<Queue.Received> received) {
        return received.stream().map(it -> ((Message.Publish) it.message()).run().run()).toList();
    }

    @Test
    void sent_isReceivedOnce() {
        send("a", "b", "c");
        List<String> received = new ArrayList<>();
        for (int look = 0; look < 3; look++) {
            received.addAll(runs(receive(2)));
        }
        assertThat(received).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(receive(2)).isEmpty();
    }

    @Test
    void sent_keepsMessageAndTime() {
        queue().send(List.of(Queue.Outgoing.now(World.request())));
        Instant sent = clock.instant();
        clock.pass(Duration.ofSeconds(3));
        assertThat(queue().receive(Step.PLAN, 5, HIDDEN, Duration.ZERO)).singleElement().satisfies(it -> {
            assertThat(it.message()).isEqualTo(World.request());
            assertThat(it.sentAt()).isEqualTo(sent);
            assertThat(it.failures()).isZero();
        });
    }

    @Test
    void steps_haveAQueueEach() {
        queue().send(List.of(Queue.Outgoing.now(World.request()), Queue.Outgoing.now(publish("p"))));
        assertThat(queue().receive(Step.COPY, 5, HIDDEN, Duration.ZERO)).isEmpty();
        assertThat(runs(receive(5))).containsExactly("p");
        assertThat(queue().depth(Step.PLAN)).isEqualTo(1);
    }

    @Test
    void nothing_isSent() {
        queue().send(List.of());
        assertThat(queue().depth(Step.PLAN) + queue().depth(Step.COPY) + queue().depth(Step.PUBLISH)).isZero();
    }

    @Test
    void batch_isSentWholeOrNotAtAll() {
        List<Queue.Outgoing> batch = List.of(Queue.Outgoing.now(publish("a")),
                new Queue.Outgoing(publish("b"), Optional.of(Instant.MAX)));
        assertThatThrownBy(() -> queue().send(batch)).isInstanceOf(RuntimeException.class);
        assertThat(queue().depth(Step.PUBLISH)).isZero();
        assertThat(receive(5)).isEmpty();
    }

    @Test
    void notBefore_isHiddenUntilThen() {
        queue().send(List.of(new Queue.Outgoing(publish("later"), Optional.of(clock.instant().plusSeconds(10))),
                Queue.Outgoing.now(publish("now"))));
        assertThat(runs(receive(5))).containsExactly("now");
        assertThat(queue().depth(Step.PUBLISH)).isEqualTo(2);
        passAlmost(Duration.ofSeconds(10));
        assertThat(receive(5)).isEmpty();
        passTheRest();
        assertThat(runs(receive(5))).containsExactly("later");
    }

    @Test
    void visibilityOver_isReceivedAgain() {
        send("a");
        Queue.Received first = one();
        passAlmost(HIDDEN);
        assertThat(receive(1)).isEmpty();
        passTheRest();
        Queue.Received second = one();
        assertThat(second.message()).isEqualTo(first.message());
        assertThat(second.receipt()).isNotEqualTo(first.receipt());
        assertThat(second.failures()).as("nobody gave it back").isEqualTo(failuresOfALostDelivery());
    }

    @Test
    void done_isGone() {
        send("a");
        queue().done(one());
        pass(HIDDEN.multipliedBy(2));
        assertThat(receive(1)).isEmpty();
        assertThat(queue().depth(Step.PUBLISH)).isZero();
    }

    @Test
    void lateReceipt_changesNothing() {
        send("a");
        Queue.Received late = one();
        pass(HIDDEN);
        Queue.Received current = one();
        queue().done(late);
        queue().failed(late, Duration.ZERO);
        queue().bury(late, "too late");
        assertThat(queue().depth(Step.PUBLISH)).isEqualTo(1);
        assertThat(queue().deadLetters(5)).isEmpty();
        assertThat(receive(1)).as("still hidden for the second").isEmpty();
        queue().done(current);
        assertThat(queue().depth(Step.PUBLISH)).isZero();
    }

    @Test
    void receipt_isGoodForOneAnswer() {
        send("a");
        Queue.Received received = one();
        queue().failed(received, Duration.ZERO);
        queue().done(received);
        queue().failed(received, Duration.ofDays(1));
        Queue.Received again = one();
        assertThat(again.failures()).isEqualTo(1);
        queue().bury(again, "reason");
        queue().done(again);
        assertThat(queue().deadLetters(5)).hasSize(1);
    }

    @Test
    void failed_countsAndWaits() {
        send("a");
        for (int failures = 0; failures < 4; failures++) {
            Queue.Received received = one();
            assertThat(received.failures()).isEqualTo(failures);
            queue().failed(received, Duration.ofSeconds(5));
            assertThat(receive(1)).isEmpty();
            pass(Duration.ofSeconds(5));
        }
        assertThat(one().sentAt()).as("its age counts from the first").isEqualTo(TestClock.START);
    }

    @Test
    void later_waitsAndCountsNothing() {
        send("a");
        queue().failed(one(), Duration.ZERO);
        for (int waits = 0; waits < 4; waits++) {
            Queue.Received received = one();
            assertThat(received.failures()).as("only what failed counts").isEqualTo(1);
            queue().later(received, Duration.ofMinutes(20));
            passAlmost(Duration.ofMinutes(20));
            assertThat(receive(1)).isEmpty();
            passTheRest();
            queue().done(received);
        }
        assertThat(one().sentAt()).as("its age counts from the first").isEqualTo(TestClock.START);
    }

    @Test
    void failed_holdsUpNoOther() {
        send("one", "other");
        Queue.Received bad = one();
        queue().failed(bad, Duration.ofHours(1));
        assertThat(receive(5)).singleElement().extracting(Queue.Received::message).isNotEqualTo(bad.message());
    }

    @Test
    void buried_isADeadLetterUntilRevived() {
        send("a", "b");
        Queue.Received first = one();
        queue().bury(first, "no such registry");
        clock.pass(Duration.ofSeconds(1));
        Queue.Received second = one();
        queue().bury(second, "denied");
        assertThat(receive(5)).isEmpty();
        assertThat(queue().depth(Step.PUBLISH)).isZero();
        List<Queue.DeadLetter> dead = queue().deadLetters(5);
        assertThat(dead).extracting(Queue.DeadLetter::reason).containsExactly("no such registry", "denied");
        assertThat(dead).extracting(Queue.DeadLetter::at).containsExactly(TestClock.START,
                TestClock.START.plusSeconds(1));
        assertThat(dead.getFirst().message()).contains(first.message());
        assertThat(dead.getFirst().step()).isEqualTo(Step.PUBLISH);
        assertThat(queue().deadLetters(1)).hasSize(1);
        assertThat(queue().revive(dead.getLast().id())).isTrue();
        assertThat(receive(5)).extracting(Queue.Received::message).containsExactly(second.message());
        assertThat(queue().deadLetters(5)).hasSize(1);
    }

    @Test
    void revived_beginsAnew() {
        send("a");
        queue().failed(one(), Duration.ZERO);
        queue().bury(one(), "denied");
        clock.pass(Duration.ofHours(30));
        String id = queue().deadLetters(1).getFirst().id();
        assertThat(queue().revive(id)).isTrue();
        assertThat(queue().revive(id)).as("no dead letter any more").isFalse();
        Queue.Received again = one();
        assertThat(again.failures()).isZero();
        assertThat(again.sentAt()).isEqualTo(clock.instant());
    }

    @Test
    void revivingWhatIsNotThere_saysSo() {
        send("a");
        assertThat(queue().revive("1")).as("it waits, and is not dead").isFalse();
        assertThat(queue().revive("99999")).isFalse();
        assertThat(queue().revive("' OR 1=1 --")).isFalse();
        assertThat(runs(receive(1))).containsExactly("a");
    }

    @Test
    void depth_countsWhatWaitsAndWhatIsHandedOut() {
        send("a", "b", "c");
        one();
        assertThat(queue().depth(Step.PUBLISH)).isEqualTo(3);
        queue().done(one());
        assertThat(queue().depth(Step.PUBLISH)).isEqualTo(2);
    }

    @Test
    void receiver_isWokenBySend() {
        long begun = System.nanoTime();
        CompletableFuture<List<Queue.Received>> waiting = CompletableFuture
                .supplyAsync(() -> realTime().receive(Step.PUBLISH, 1, HIDDEN, Duration.ofSeconds(20)));
        realTime().send(List.of(Queue.Outgoing.now(publish("a"))));
        assertThat(runs(waiting.join())).containsExactly("a");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void receiver_waitsForWhatBecomesVisible() {
        realTime().send(List.of(new Queue.Outgoing(publish("a"), Optional.of(Instant.now().plusMillis(150)))));
        assertThat(realTime().receive(Step.PUBLISH, 1, HIDDEN, Duration.ZERO)).isEmpty();
        assertThat(runs(realTime().receive(Step.PUBLISH, 1, HIDDEN, Duration.ofSeconds(20)))).containsExactly("a");
    }

    @Test
    void receiver_waitsNoLongerThanItSaid() {
        long begun = System.nanoTime();
        assertThat(realTime().receive(Step.COPY, 1, HIDDEN, Duration.ofMillis(100))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(95),
                Duration.ofSeconds(10));
    }
}
