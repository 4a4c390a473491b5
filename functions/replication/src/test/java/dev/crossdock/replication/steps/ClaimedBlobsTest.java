package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blobs that another function may be moving. */
final class ClaimedBlobsTest {
    private static final Picture IMAGE = Images.image("image", 3);
    private static final Message.Trail TRAIL = new Message.Trail(Optional.of("ticket"), 2);

    private final TestClock clock = new TestClock();
    private final World world = new World(clock);
    private final Map<Claims.Place, String> holders = new HashMap<>();
    private Message.Copy whole = new Message.Copy(new dev.crossdock.replication.RunKey("job", "run"), World.ROUTE,
            List.of(), TestClock.START, 0, TRAIL);

    /** The claims of one holder, in the map that all share; none ends by time. */
    private Claims claimsOf(String holder) {
        return new Claims() {
            @Override
            public Answer claim(Place place) {
                synchronized (holders) {
                    String first = holders.computeIfAbsent(place, _ -> holder);
                    return first.equals(holder) ? new Answer.Ours() : new Answer.Met(first, Instant.MAX);
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
}
