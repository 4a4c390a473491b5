package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobSender;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Blobs that another function may be moving. */
final class ClaimedBlobsTest {
    private static final Picture IMAGE = Images.image("image", 3);
    private static final Message.Trail TRAIL = new Message.Trail(Optional.of("ticket"), 2);

    private final TestClock clock = new TestClock();
    private final World world = new World(clock);
    private final Map<Claims.Place, String> holders = new HashMap<>();
    private Instant until = Instant.MAX;
    private int claims;
    private Message.Copy whole = new Message.Copy(new dev.crossdock.replication.RunKey("job", "run"), World.ROUTE,
            List.of(), TestClock.START, 0, TRAIL);

    /** The claims of one holder, in the map that all share; none ends by time. */
    private Claims claimsOf(String holder) {
        return new Claims() {
            @Override
            public Answer claim(Place place) {
                synchronized (holders) {
                    claims++;
                    String first = holders.computeIfAbsent(place, _ -> holder);
                    return first.equals(holder) ? new Answer.Ours() : new Answer.Met(first, until);
                }
            }

            @Override
            public void release(Place place) {
                synchronized (holders) {
                    holders.remove(place, holder);
                }
            }
        };
    }

    private CopyStep stepOf(String holder) {
        return new CopyStep(world.context,
                new BlobTransfer(new SingleFlight(), new AdaptiveSender(new RangedFeeds(), Checkpoints.NONE)),
                BlobProgress.NONE, claimsOf(holder));
    }

    @BeforeEach
    void plan() {
        world.app().push("v1", IMAGE);
        whole = (Message.Copy) world
                .follow(new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(), TRAIL)).getFirst();
        world.eu.forgetCalls();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Claims.Place place(Digest blob) {
        return new Claims.Place(World.TO.registry(), World.TO.repository(), blob);
    }

    @Test
    void blobOfAnotherHolder_isLeftToHim_andLookedForLater() {
        Digest taken = whole.blobs().get(1).blob().digest();
        holders.put(place(taken), "another");

        List<Queue.Outgoing> next = stepOf("we").copy(whole, Deadline.NONE);

        assertThat(next).singleElement().satisfies(again -> {
            assertThat(again.notBefore()).contains(clock.instant().plus(CopyStep.CLAIM_PAUSE));
            assertThat(again.message()).isInstanceOfSatisfying(Message.Copy.class, rest -> {
                assertThat(rest.blobs()).extracting(it -> it.blob().digest()).containsExactly(taken);
                assertThat(rest.trail()).as("waiting is no leg").isEqualTo(TRAIL);
            });
        });
        assertThat(world.mirror().has(taken)).isFalse();
        assertThat(world.eu.count(Verb.STREAM)).as("all others moved").isEqualTo(whole.blobs().size() - 1);
        assertThat(holders).as("our own are released").containsOnlyKeys(place(taken));

        holders.clear();
        assertThat(stepOf("we").copy((Message.Copy) next.getFirst().message(), Deadline.NONE))
                .extracting(Queue.Outgoing::message).hasOnlyElementsOfType(Message.Publish.class).hasSize(1);
    }

    @Test
    void blobOfAnotherHolder_isLookedForAfterTwiceTheWhileEachTime() {
        holders.put(place(whole.blobs().get(1).blob().digest()), "another");
        List<Long> pauses = new ArrayList<>();
        Message.Copy task = whole;
        for (int i = 0; i < 7; i++) {
            Queue.Outgoing next = stepOf("we").copy(task, Deadline.NONE).getFirst();
            Duration pause = Duration.between(clock.instant(), next.notBefore().orElseThrow());
            pauses.add(pause.toSeconds());
            clock.pass(pause);
            task = (Message.Copy) next.message();
        }
        assertThat(pauses).containsExactly(5L, 5L, 10L, 20L, 40L, 60L, 60L);
    }

    @Test
    void claimThatEnds_isLookedForThen_andNotSoonerThanItIsWorth() {
        holders.put(place(whole.blobs().get(1).blob().digest()), "another");
        clock.pass(Duration.ofMinutes(10));
        until = clock.instant().plusSeconds(17);
        assertThat(stepOf("we").copy(whole, Deadline.NONE)).singleElement()
                .extracting(Queue.Outgoing::notBefore).isEqualTo(Optional.of(until));
        until = clock.instant().plusSeconds(1);
        assertThat(stepOf("we").copy(whole, Deadline.NONE)).singleElement()
                .extracting(Queue.Outgoing::notBefore)
                .isEqualTo(Optional.of(clock.instant().plus(CopyStep.CLAIM_PAUSE)));
    }

    @Test
    void deadlinePassed_claimsNothing_andAsksNobody() {
        assertThat(stepOf("we").copy(whole, () -> true)).singleElement().extracting(Queue.Outgoing::message)
                .isInstanceOfSatisfying(Message.Copy.class,
                        rest -> assertThat(rest.blobs()).hasSameSizeAs(whole.blobs()));
        assertThat(claims).isZero();
        assertThat(world.eu.calls()).isEmpty();
    }

    @Test
    void blobOfAnotherHolder_thatHasArrived_isDone() {
        whole.blobs().forEach(it -> holders.put(place(it.blob().digest()), "another"));
        world.mirror().gain(IMAGE);

        assertThat(stepOf("we").copy(whole, Deadline.NONE)).extracting(Queue.Outgoing::message)
                .containsExactly(new Message.Publish(whole.run(), whole.route(), 0, TRAIL));
        assertThat(world.eu.count(Verb.STREAM)).isZero();
    }

    @Test
    void taskDeliveredTwice_movesNoBlobTwice() {
        CopyStep first = stepOf("first");
        CopyStep second = stepOf("second");
        first.copy(whole, Deadline.NONE);
        second.copy(whole, Deadline.NONE);
        assertThat(world.eu.count(Verb.STREAM)).isEqualTo(whole.blobs().size());
    }

    @Test
    void blobThatFails_isReleased() {
        world.hub.before(Verb.BLOB, () -> {
            throw FakeRegistry.refused("source hub.example/team/app");
        });
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> stepOf("we").copy(whole, Deadline.NONE)))
                .isInstanceOf(dev.crossdock.transfer.RegistryException.Refused.class);
        assertThat(holders).isEmpty();
    }

    /** A blob that no one deadline suffices for, carried on from task to task. */
    @Nested
    final class Relay {
        private static final Picture IMAGE = Images.image("image", 0);
        private static final int MANY = 200;

        private volatile boolean over;
        private final World ownWorld = new World(new TestClock());

        @AfterEach
        void closeOwn() {
            ownWorld.close();
        }

        private Message.Copy planned() {
            ownWorld.app().push("v1", IMAGE);
            return (Message.Copy) ownWorld
                    .follow(new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                            Message.Trail.UNASKED))
                    .getFirst();
        }

        /** Sends a number of bytes per deadline, from where it got before where it is one that resumes. */
        private final class Slow implements BlobSender {
            private final long perLeg;
            private final boolean resumes;
            private long at;

            Slow(long perLeg, boolean resumes) {
                this.perLeg = perLeg;
                this.resumes = resumes;
            }

            @Override
            public BlobOutcome send(dev.crossdock.transfer.Source source, dev.crossdock.transfer.Target target,
                    Parcel parcel, dev.crossdock.transfer.TransferTerms terms) {
                Descriptor blob = parcel.blob();
                if (resumes && at > 0) {
                    terms.progress().resumed(blob, at);
                }
                terms.progress().moved(blob, perLeg);
                at += perLeg;
                over = true;
                throw new Deadline.PassedException("blob stopped");
            }
        }

        private Message.Copy leg(CopyStep step, Message.Copy task) {
            over = false;
            List<Queue.Outgoing> next = step.copy(task, () -> over);
            return (Message.Copy) next.getFirst().message();
        }

        private CopyStep step(BlobSender sender) {
            return new CopyStep(ownWorld.context, new BlobTransfer(new SingleFlight(), sender), BlobProgress.NONE);
        }

        @Test
        void blobThatGetsFurther_isCarriedOnAsLongAsItTakes() {
            CopyStep step = step(new Slow(10, true));
            Message.Copy task = planned();
            for (int i = 0; i < MANY; i++) {
                task = leg(step, task);
            }
            assertThat(task.trail().relay())
                    .hasValue(new Message.Relay(MANY, 0, 10L * MANY * task.blobs().size() / task.blobs().size()));
        }

        @Test
        void blobThatStartsAgainEachTime_isGivenUp() {
            CopyStep step = step(new Slow(10, false));
            Message.Copy task = planned();
            for (int i = 0; i < CopyStep.MAXIMUM_VAIN_LEGS; i++) {
                task = leg(step, task);
            }
            Message.Copy last = task;
            assertThatThrownBy(() -> leg(step, last)).isInstanceOf(RegistryException.Refused.class)
                    .hasMessageContaining("no further than byte 10").hasMessageContaining("10 deadlines in a row");
        }

        @Test
        void publication_beginsANewCount() {
            CopyStep step = step(new Slow(10, true));
            Message.Copy task = leg(step, planned());
            assertThat(ownWorld.copy.copy(task, Deadline.NONE)).extracting(it -> it.message().trail())
                    .containsExactly(Message.Trail.UNASKED);
        }
    }
}
