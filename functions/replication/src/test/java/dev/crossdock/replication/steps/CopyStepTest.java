package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How blobs of a run move. */
final class CopyStepTest {
    private static final Picture IMAGE = Images.image("image", 3);
    private static final Message.Trail TRAIL = new Message.Trail(Optional.of("ticket"), 2);

    private final TestClock clock = new TestClock();
    private final World world = World.ofOneThread(clock);
    private Message.Copy whole = task(List.of());

    @BeforeEach
    void plan() {
        world.app().push("v1", IMAGE);
        Message.Request request = new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(), TRAIL);
        whole = (Message.Copy) world.follow(request).getFirst();
        world.hub.forgetCalls();
        world.eu.forgetCalls();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Message.Copy task(List<Message.Wanted> blobs) {
        return new Message.Copy(new RunKey("job", "run"), World.ROUTE, blobs, TestClock.START, 0, TRAIL);
    }

    private Message.Copy part(int from, int to) {
        return new Message.Copy(whole.run(), whole.route(), whole.blobs().subList(from, to), whole.plannedAt(), 0,
                TRAIL);
    }

    private List<Digest> unmarked() {
        return world.context.ledger().unmarked(whole.run()).stream().map(Descriptor::digest).toList();
    }

    private List<Message> copy(Message.Copy task, Deadline deadline) {
        return world.copy.copy(task, deadline).stream().map(Queue.Outgoing::message).toList();
    }

    @Test
    void whole_movesMarksAndAsksForPublication() {
        assertThat(world.follow(whole)).containsExactly(new Message.Publish(whole.run(), whole.route(), 0, TRAIL));
        assertThat(unmarked()).isEmpty();
        IMAGE.blobs().forEach((digest, bytes) -> assertThat(world.mirror().bytes(digest)).isEqualTo(bytes));
        assertThat(world.eu.count(Verb.PUT)).as("copying publishes nothing").isZero();
    }

    @Test
    void freshPlan_isTrusted() {
        clock.pass(CopyStep.PLAN_STAYS_FRESH);
        world.follow(whole);
        assertThat(world.eu.count(Verb.HOLDS)).isZero();
    }

    @Test
    void stalePlan_asksFirst() {
        clock.pass(CopyStep.PLAN_STAYS_FRESH.plusMillis(1));
        world.mirror().push("other", IMAGE);
        assertThat(world.follow(whole)).hasSize(1);
        assertThat(world.eu.count(Verb.HOLDS)).isEqualTo(4);
        assertThat(world.eu.count(Verb.BEGIN)).isZero();
        assertThat(world.hub.calls()).isEmpty();
    }

    @Test
    void parts_onlyTheLastAsksForPublication() {
        assertThat(world.follow(part(0, 1))).isEmpty();
        assertThat(world.follow(part(2, 4))).isEmpty();
        assertThat(unmarked()).containsExactly(whole.blobs().get(1).blob().digest());
        assertThat(world.follow(part(1, 2))).containsExactly(new Message.Publish(whole.run(), whole.route(), 0, TRAIL));
    }

    @Test
    void runTwice_movesNothingTwice() {
        world.follow(whole);
        world.hub.forgetCalls();
        assertThat(world.follow(whole)).as("publishing twice is harmless").hasSize(1);
        assertThat(world.hub.count(Verb.BLOB)).isZero();
    }

    @Test
    void failure_keepsTheMarksOfWhatMoved() {
        Digest bad = whole.blobs().get(0).blob().digest();
        world.hub.before(call -> {
            if (call.object().equals(bad.toString())) {
                throw FakeRegistry.refused("source hub.example/team/app");
            }
        });
        // The largest go first, the configuration last.
        assertThatThrownBy(() -> world.follow(whole)).isInstanceOf(RegistryException.Refused.class);
        assertThat(unmarked()).contains(bad);
        unmarkedAreExactlyThoseThatTheTargetLacks();
        world.hub.noMoreHooks();
        clock.pass(Duration.ofMinutes(1));
        assertThat(world.follow(whole)).containsExactly(new Message.Publish(whole.run(), whole.route(), 0, TRAIL));
    }

    private void unmarkedAreExactlyThoseThatTheTargetLacks() {
        assertThat(unmarked()).containsExactlyElementsOf(
                IMAGE.blobs().keySet().stream().filter(digest -> !world.mirror().has(digest)).toList());
    }

    @Test
    void wrongBytes_areNeverCommitted() {
        Digest wrong = whole.blobs().get(1).blob().digest();
        byte[] forged = world.app().bytes(wrong);
        forged[7] ^= 1;
        Picture forgedImage = new Picture(IMAGE.root(), List.of(), java.util.Map.of(wrong, forged));
        world.app().push("v1", forgedImage);
        assertThatThrownBy(() -> world.follow(whole)).isInstanceOf(RegistryException.Corrupt.class)
                .hasMessageContaining(wrong.toString()).hasMessageContaining("source");
        assertThat(world.mirror().has(wrong)).isFalse();
        assertThat(unmarked()).contains(wrong);
    }

    @Test
    void deadlinePassed_leavesATaskForEverything() {
        List<Message> next = copy(whole, () -> true);
        assertThat(next).singleElement().isInstanceOfSatisfying(Message.Copy.class, rest -> {
            assertThat(rest.blobs()).containsExactlyInAnyOrderElementsOf(whole.blobs());
            assertThat(rest.run()).isEqualTo(whole.run());
            assertThat(rest.trail()).as("one deadline passed in vain").isEqualTo(TRAIL.carriedOn(false, 0));
        });
        assertThat(unmarked()).hasSize(4);
        assertThat(world.hub.calls()).as("nothing is asked any more").isEmpty();
        assertThat(world.eu.calls()).isEmpty();
    }

    @Test
    void deadlinePassesOnTheWay_leavesATaskForTheRest() {
        Message.Copy task = new Message.Copy(whole.run(), whole.route(), whole.blobs(), whole.plannedAt(), 2, TRAIL);
        List<Message> next = copy(task, () -> IMAGE.blobs().keySet().stream().anyMatch(world.mirror()::has));
        Message.Copy rest = (Message.Copy) next.getFirst();
        assertThat(next).hasSize(1);
        assertThat(rest.recopies()).isEqualTo(2);
        assertThat(rest.blobs()).hasSize(3).extracting(it -> it.blob().digest())
                .containsExactlyInAnyOrderElementsOf(unmarked());
        unmarkedAreExactlyThoseThatTheTargetLacks();
        assertThat(copy(rest, Deadline.NONE))
                .containsExactly(new Message.Publish(whole.run(), whole.route(), 2, TRAIL));
    }

    @Test
    void countOfCopiesAgain_travelsAlong() {
        Message.Copy again = new Message.Copy(whole.run(), whole.route(), whole.blobs(), whole.plannedAt(), 3, TRAIL);
        assertThat(world.follow(again)).containsExactly(new Message.Publish(whole.run(), whole.route(), 3, TRAIL));
    }

    @Test
    void mount_isTriedAndTheBytesComeOtherwise() {
        Descriptor blob = whole.blobs().get(1).blob();
        world.eu.repository("lender").push("x", Images.image("something", 1));
        Message.Wanted wanted = new Message.Wanted(blob,
                Optional.of(new dev.crossdock.image.Repository("lender")));
        Message.Copy task = new Message.Copy(whole.run(), whole.route(), List.of(wanted), whole.plannedAt(), 0, TRAIL);
        assertThat(world.follow(task)).isEmpty();
        assertThat(world.eu.count(Verb.MOUNT)).isEqualTo(1);
        assertThat(world.mirror().has(blob.digest())).isTrue();
    }

    @Test
    void runThatEnded_isPublishedByNobody() {
        world.context.ledger().settle(World.ROUTE, clock.instant(), Outcome.SUPERSEDED);
        assertThat(world.follow(whole)).as("a request at most, for who asked").allMatch(
                message -> message instanceof Message.Request request && request.trail().hops() == TRAIL.hops() + 1);
        assertThat(world.mirror().tagged("v1")).isEmpty();
    }

    @Test
    void targetDownForAMoment_isOvercomeWithinTheStep() {
        world.eu.before(Verb.STREAM, () -> {
            throw FakeRegistry.unavailable("target eu.example/mirror/app");
        });
        assertThat(world.follow(whole)).containsExactly(new Message.Publish(whole.run(), whole.route(), 0, TRAIL));
    }
}
