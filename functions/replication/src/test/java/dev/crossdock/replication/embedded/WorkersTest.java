package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crossdock.plan.Rules;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps, queue and ledger together, from a request to its end. */
final class WorkersTest {
    private static final Picture A = Images.image("a", 3);
    private static final Picture B = Images.index(List.of(Images.image("b", 2), Images.image("c", 2)));

    @TempDir
    @SuppressWarnings("NullAway.Init") // By JUnit.
    Path folder;

    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqliteState state;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private World world;

    @BeforeEach
    void open() {
        state = SqliteState.open(folder, InstantSource.system());
        world = new World(InstantSource.system(), state.ledger(), new Rules(List.of()));
    }

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
        state.close();
    }

    private Workers start(Queue queue) {
        return new Workers(queue, new Steps(world.plan, world.copy, world.publish), world.context, 2);
    }

    private void request(Optional<String> ticket) {
        state.queue().send(List.of(new Queue.Outgoing(new Message.Request(World.FROM, Optional.of(World.TO),
                Optional.empty(), new Message.Trail(ticket, 0)), Optional.empty())));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    private long waiting() {
        return state.queue().depth(Step.PLAN) + state.queue().depth(Step.COPY) + state.queue().depth(Step.PUBLISH);
    }

    private void untilEmpty() {
        soon().until(() -> waiting() == 0);
    }

    @Test
    void request_becomesTheImage_eachMessageOnce() {
        world.app().push("v1", B);
        try (Workers _ = start(state.queue())) {
            request(Optional.of("t"));
            untilEmpty();
            soon().until(() -> world.heard.handled().size() == 3);
        }
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
        assertThat(world.heard.handled()).extracting(Message::step).containsExactly(Step.PLAN, Step.COPY, Step.PUBLISH);
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED);
        assertThat(state.ledger().ticket("t")).map(Ticket::state).contains(Ticket.State.DONE);
        assertThat(world.hub.count(Verb.BLOB)).isEqualTo(B.blobs().size());
    }

    @Test
    void unavailable_isTriedAgainAfterItsPause() {
        world.app().push("v1", A);
        world.eu.before(Verb.PUT, () -> {
            throw FakeRegistry.unavailable("target eu.example/mirror/app");
        });
        try (Workers _ = start(state.queue())) {
            request(Optional.empty());
            untilEmpty();
        }
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(world.heard.pauses()).containsExactly(Duration.ofSeconds(1));
        assertThat(world.heard.buried()).isEmpty();
    }

    @Test
    void hostThatAsksForTime_isWaitedForAndNothingCounts() {
        world.app().push("v1", A);
        world.eu.before(Verb.PUT, () -> {
            throw new RegistryException.Unavailable(
                    new Circumstance("push", "it", "target eu.example/mirror/app", "429", "201"),
                    Optional.of(Duration.ofMillis(1)), null);
        });
        try (Workers _ = start(state.queue())) {
            request(Optional.empty());
            untilEmpty();
        }
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(world.heard.waits()).containsExactly(Duration.ofSeconds(1));
        assertThat(world.heard.pauses()).as("no attempt failed").isEmpty();
    }

    private void buryThePublication() {
        world.app().push("v1", A);
        world.eu.before(call -> {
            if (call.verb() == Verb.PUT) {
                throw FakeRegistry.refused("target eu.example/mirror/app");
            }
        });
        try (Workers _ = start(state.queue())) {
            request(Optional.of("t"));
            soon().until(() -> world.heard.buried().size() == 1);
        }
    }

    @Test
    void refused_becomesADeadLetterAndFailsTheTicket() {
        buryThePublication();
        assertThat(state.queue().deadLetters(5)).singleElement().satisfies(dead -> {
            assertThat(dead.message()).containsInstanceOf(Message.Publish.class);
            assertThat(dead.reason()).contains("403 DENIED").contains("tried 3 times");
        });
        assertThat(state.ledger().ticket("t")).hasValueSatisfying(ticket -> {
            assertThat(ticket.state()).isEqualTo(Ticket.State.FAILED);
            assertThat(ticket.detail()).contains("target eu.example/mirror/app").contains("403 DENIED");
        });
        assertThat(world.mirror().tagged("v1")).isEmpty();
    }

    @Test
    void deadLetter_sentAgainAfterThePersonActed_succeeds() {
        buryThePublication();
        world.eu.noMoreHooks();
        assertThat(state.queue().revive(state.queue().deadLetters(1).getFirst().id())).isTrue();
        try (Workers _ = start(state.queue())) {
            untilEmpty();
        }
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(state.ledger().ticket("t")).map(Ticket::state).contains(Ticket.State.DONE);
    }

    @Test
    void crashBetweenSendAndDone_doesTheStepAgainAndChangesNothing() {
        world.app().push("v1", A);
        Trouble crash = new Trouble(state.queue());
        crash.failsDone.set(Integer.MAX_VALUE);
        try (Workers _ = start(crash)) {
            request(Optional.of("t"));
            soon().until(() -> world.mirror().tagged("v1").isPresent());
        }
        assertThat(waiting()).as("none was called done").isGreaterThanOrEqualTo(3);
        World before = world;
        state.close();
        state = SqliteState.open(folder, InstantSource.system());
        world = new World(InstantSource.system(), state.ledger(), new Rules(List.of()));
        world.app().push("v1", A);
        world.mirror().push("v1", A);
        try (Workers _ = start(state.queue())) {
            untilEmpty();
        }
        before.close();
        assertThat(world.eu.count(Verb.STREAM) + world.eu.count(Verb.PUT)).as("nothing moves again").isZero();
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(state.ledger().ticket("t")).map(Ticket::state).contains(Ticket.State.DONE);
    }

    @Test
    void troubleWithTheState_givesTheMessageBack() {
        world.app().push("v1", A);
        Trouble trouble = new Trouble(state.queue());
        trouble.failsDone.set(1);
        trouble.failsSend.set(1);
        try (Workers _ = start(trouble)) {
            request(Optional.of("t"));
            soon().until(() -> world.mirror().tagged("v1").isPresent());
            untilEmpty();
        }
        assertThat(state.ledger().ticket("t")).map(Ticket::state).contains(Ticket.State.DONE);
    }

    @Test
    void killAtAnyMoment_endsWithTheImage() {
        world.app().push("v1", B);
        request(Optional.empty());
        Steps steps = new Steps(world.plan, world.copy, world.publish);
        for (int killed = 0; waiting() > 0; killed++) {
            assertThat(killed).isLessThan(20);
            for (Step step : Step.values()) {
                for (Queue.Received each : state.queue().receive(step, 1, Duration.ofDays(1), Duration.ZERO)) {
                    state.queue().send(steps.handle(each.message(), () -> false));
                    if (killed % 2 == 1) {
                        state.queue().done(each);
                    }
                }
            }
            Path left = Crash.copy(folder.resolve(killed == 0 ? "." : "copy-" + (killed - 1)),
                    folder.resolve("copy-" + killed));
            state.close();
            state = SqliteState.open(left, InstantSource.system());
            steps = rewired();
        }
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
    }

    /** The same registries, the steps of a new process on the state that is open now. */
    private Steps rewired() {
        World next = new World(InstantSource.system(), state.ledger(), new Rules(List.of()));
        next.app().push("v1", B);
        world.mirror().lend(next.mirror());
        world.close();
        world = next;
        return new Steps(world.plan, world.copy, world.publish);
    }

    @Test
    void idle_closesQuickly() {
        Workers workers = start(state.queue());
        long begun = System.nanoTime();
        workers.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void close_letsRunningWorkFinish() throws InterruptedException {
        world.app().push("v1", A);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        world.hub.before(Verb.BLOB, () -> {
            inside.countDown();
            awaited(go);
        });
        Workers workers = start(state.queue());
        request(Optional.empty());
        assertThat(awaited(inside)).isTrue();
        Thread closing = Thread.ofPlatform().daemon().start(workers::close);
        soon().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
        assertThat(world.mirror().has(A.blob(0).digest())).as("the copy came to its end").isTrue();
        assertThat(state.queue().depth(Step.COPY)).isZero();
        try (Workers _ = start(state.queue())) {
            untilEmpty();
        }
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyRequests_forManyTags_allArrive() {
        int tags = 40;
        for (int i = 0; i < tags; i++) {
            world.app().push("v" + i, Images.of("image " + i, List.of("base", "layer " + i)));
        }
        try (Workers _ = start(state.queue())) {
            for (int i = 0; i < tags; i++) {
                state.queue().send(List.of(new Queue.Outgoing(
                        new Message.Request(World.endpoint("hub", "team/app", "v" + i),
                                Optional.of(World.endpoint("eu", "mirror/app", "v" + i)), Optional.empty(),
                                Message.Trail.UNASKED),
                        Optional.empty())));
            }
            untilEmpty();
        }
        for (int i = 0; i < tags; i++) {
            assertThat(world.mirror().tagged("v" + i)).isEqualTo(world.app().tagged("v" + i));
        }
        assertThat(world.eu.count(Verb.STREAM)).as("the shared layer moves once").isEqualTo(tags * 2L + 1);
    }
}
