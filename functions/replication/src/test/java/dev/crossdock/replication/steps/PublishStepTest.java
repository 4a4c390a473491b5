package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.replication.Content;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.fake.FakeRegistry.Call;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a run comes into its tag, and what happens where a tag moves meanwhile. */
final class PublishStepTest {
    private static final Picture A = Images.image("a", 2);
    private static final Picture B = Images.image("b", 1);

    private final TestClock clock = new TestClock(Duration.ofMillis(1));
    private final World world = new World(clock);

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    /** The publish task of a run whose blobs are all in the target. */
    private Message.Publish ready(Picture image, int hops) {
        world.app().push("v1", image);
        List<Message> next = world.follow(fresh(hops));
        while (next.getFirst() instanceof Message.Copy copy) {
            next = world.follow(copy);
        }
        world.eu.forgetCalls();
        world.hub.forgetCalls();
        return (Message.Publish) next.getFirst();
    }

    private static Message.Request fresh(int hops) {
        return new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                new Message.Trail(Optional.of("ticket"), hops));
    }

    private List<String> puts() {
        return world.eu.calls().stream().filter(call -> call.verb() == Verb.PUT).map(Call::object).toList();
    }

    @Test
    void image_isPutUnderItsTagAndTheRunEnds() {
        Message.Publish task = ready(A, 0);
        assertThat(world.follow(task)).isEmpty();
        assertThat(puts()).containsExactly("v1");
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED);
        assertThat(world.context.ledger().find(task.run())).isEmpty();
        assertThat(world.context.ledger().ticket("ticket")).map(Ticket::detail).contains("published");
    }

    @Test
    void manifestBytes_arriveAsTheyAre() {
        world.follow(ready(A, 0));
        assertThat(world.mirror().manifest(A.digest()).bytes()).isEqualTo(A.root().bytes());
        assertThat(world.mirror().manifest(A.digest()).mediaType()).isEqualTo(A.root().mediaType());
    }

    @Test
    void index_childrenByDigestFirstAndTheTagLast() {
        world.eu.lenient();
        Picture index = Images.index(List.of(A, B, Images.image("c", 1)));
        world.follow(ready(index, 0));
        List<String> expected = new ArrayList<>(index.children().stream().map(it -> it.digest().toString()).toList());
        expected.add("v1");
        assertThat(puts()).containsExactlyInAnyOrderElementsOf(expected).endsWith("v1");
    }

    @Test
    void sourceMovedBefore_tagIsLeftAloneAndAskedForAnew() {
        Message.Publish task = ready(A, 3);
        world.app().push("v1", B);
        assertThat(world.follow(task)).containsExactly(fresh(4));
        assertThat(puts()).isEmpty();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.SUPERSEDED);
    }

    @Test
    void sourceMovedBetweenPutAndLook_isAskedForAnew() {
        Message.Publish task = ready(A, 0);
        world.eu.before(Verb.PUT, () -> world.app().push("v1", B));
        assertThat(world.follow(task)).containsExactly(fresh(1));
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        world.drain(fresh(1));
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
    }

    @Test
    void targetOverwrittenByAnother_isAskedForAnew() {
        Message.Publish task = ready(A, 0);
        world.eu.before(Verb.DESCRIBE, () -> world.mirror().push("v1", B));
        assertThat(world.follow(task)).containsExactly(fresh(1));
        world.drain(fresh(1));
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void supersededRun_survivesACrashBeforeItsRequestIsSent() {
        Message.Publish task = ready(A, 0);
        world.app().push("v1", B);
        assertThat(world.follow(task)).as("never sent: the process dies").hasSize(1);
        assertThat(world.follow(task)).as("delivered again").containsExactly(fresh(1));
        world.drain(fresh(1));
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
        assertThat(world.follow(task)).as("ended with its route, which is looked at again").hasSize(1);
    }

    @Test
    void sourceTagDeleted_endsAsGone() {
        Message.Publish task = ready(A, 0);
        world.mirror().push("v1", B);
        world.app().untag("v1");
        assertThat(world.follow(task)).isEmpty();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.GONE);
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
        assertThat(world.context.ledger().find(task.run())).isEmpty();
    }

    @Test
    void tagThatNeverRests_isRefusedAtTheLastHop() {
        Message.Publish last = ready(A, Message.MAXIMUM_HOPS);
        world.app().push("v1", B);
        assertThatThrownBy(() -> world.follow(last)).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("50 times").hasMessageContaining("target eu.example/mirror/app");
        assertThat(world.context.ledger().find(last.run())).as("left for the sweep").isPresent();
    }

    @Test
    void oneHopBeforeTheLast_stillAsks() {
        Message.Publish task = ready(A, Message.MAXIMUM_HOPS - 1);
        world.app().push("v1", B);
        assertThat(world.follow(task)).containsExactly(fresh(Message.MAXIMUM_HOPS));
    }

    @Test
    void lostBlob_isCopiedAgainAndPublished() {
        Message.Publish task = ready(A, 0);
        Digest lost = A.blob(1).digest();
        world.mirror().lose(lost);
        List<Message> next = world.follow(task);
        assertThat(next).singleElement().isInstanceOfSatisfying(Message.Copy.class, copy -> {
            assertThat(copy.blobs()).extracting(it -> it.blob().digest()).containsExactly(lost);
            assertThat(copy.recopies()).isEqualTo(1);
        });
        assertThat(world.context.ledger().unmarked(task.run())).hasSize(1);
        assertThat(world.mirror().tagged("v1")).isEmpty();
        world.drain(next.getFirst());
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void lostBlobOfAChild_isCopiedAgain() {
        Picture index = Images.index(List.of(A, B));
        Message.Publish task = ready(index, 0);
        world.mirror().lose(B.blob(0).digest());
        world.drain(task);
        assertThat(world.mirror().tagged("v1")).contains(index.digest());
    }

    @Test
    void targetThatKeepsLosing_isRefusedAfterSomeTimes() {
        Message.Publish task = ready(A, 0);
        AtomicInteger copies = new AtomicInteger();
        world.eu.before(call -> {
            if (call.verb() == Verb.PUT) {
                world.mirror().lose(A.blob(1).digest());
                copies.incrementAndGet();
            }
        });
        assertThatThrownBy(() -> world.drain(task)).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("BLOB_UNKNOWN").hasMessageContaining(A.digest().toString())
                .hasMessageContaining("3 times");
        assertThat(copies).hasValue(PublishStep.MAXIMUM_RECOPIES + 1);
        assertThat(world.mirror().tagged("v1")).isEmpty();
    }

    @Test
    void targetThatHoldsAllAndSaysNo_isAskedLaterAndThenRefused() {
        Message.Publish task = ready(A, 0);
        world.eu.before(call -> {
            if (call.verb() == Verb.PUT) {
                world.mirror().lose(A.blob(1).digest());
            } else if (call.verb() == Verb.HOLDS) {
                world.mirror().gain(A);
            }
        });
        Instant before = clock.instant();
        Message.Publish next = task;
        for (int again = 1; again <= PublishStep.MAXIMUM_RECOPIES; again++) {
            List<Queue.Outgoing> outgoing = world.handle(next);
            next = new Message.Publish(task.run(), task.route(), again, task.trail());
            assertThat(outgoing).singleElement().extracting(Queue.Outgoing::message).isEqualTo(next);
            assertThat(outgoing.getFirst().notBefore().orElseThrow()).isAfter(before.plusSeconds(1));
        }
        Message.Publish last = next;
        assertThatThrownBy(() -> world.handle(last)).isInstanceOf(RegistryException.Refused.class);
    }

    @Test
    void endedRun_isLookedAtAgainAndFoundEqual() {
        Message.Publish task = ready(A, 0);
        world.follow(task);
        world.eu.forgetCalls();
        Message again = world.follow(task).getFirst();
        assertThat(again).extracting("trail", "thorough").containsExactly(fresh(1).trail(), true);
        assertThat(world.eu.calls()).isEmpty();
        assertThat(world.follow(again)).isEmpty();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED, Outcome.UNCHANGED);
    }

    /** A→B→A: the tag B is on its way when a request finds source and target equal at A, and ends B's run. */
    @Test
    void tagPutAfterItsRunWasEnded_isMendedByTheRedelivery() {
        world.app().push("v1", A);
        world.drain(World.request());
        Message.Publish task = ready(B, 0);
        world.app().push("v1", A);
        world.drain(World.request());
        world.mirror().push("v1", B); // what the publication that died had sent arrives
        world.drain(task);
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void failureInBetween_leavesTheRunForTheNextAttempt() {
        Message.Publish task = ready(Images.index(List.of(A, B)), 0);
        world.eu.before(call -> call.verb() == Verb.PUT, 2, () -> {
            throw FakeRegistry.unavailable("target eu.example/mirror/app");
        });
        assertThatThrownBy(() -> world.follow(task)).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(world.mirror().tagged("v1")).isEmpty();
        assertThat(world.follow(task)).isEmpty();
        assertThat(world.mirror().tagged("v1")).isPresent();
    }

    @Test
    void publication_endsNoRunThatWasOpenedAfterIt() {
        Message.Publish task = ready(A, 0);
        RunKey later = new RunKey("job", "later");
        world.eu.before(Verb.PUT, () -> world.context.ledger()
                .open(new Run(later, World.ROUTE, Content.of(List.of(B.root())), List.of(), clock.instant())));
        world.follow(task);
        assertThat(world.context.ledger().find(later)).isPresent();
    }

    @Test
    void oneTag_isWrittenByOneAtATime() {
        Message.Publish task = ready(A, 0);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        world.eu.before(_ -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            inside.decrementAndGet();
        });
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.runAsync(() -> world.follow(task)));
        }
        all.forEach(CompletableFuture::join);
        assertThat(most).hasValue(1);
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED);
    }

    @Test
    void lockedTag_isLetGoAfterAFailure() {
        Message.Publish task = ready(A, 0);
        world.eu.before(Verb.PUT, () -> {
            throw FakeRegistry.corrupt("target eu.example/mirror/app");
        });
        assertThatThrownBy(() -> world.follow(task)).isInstanceOf(RegistryException.Corrupt.class);
        assertThat(world.follow(task)).isEmpty();
    }
}
