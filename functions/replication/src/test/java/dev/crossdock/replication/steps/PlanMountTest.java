package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Repository;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which blobs the planner lets another repository of the target lend. */
final class PlanMountTest {
    private static final Picture A = Images.image("a", 2);

    private final World world = new World(new TestClock());

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void blobsOfAPublishedSibling_areMounted() {
        world.app().push("v1", A);
        world.hub.repository("team/sibling").push("v1", A);
        world.drain(World.request());
        Message.Request sibling = new Message.Request(World.endpoint("hub", "team/sibling", "v1"),
                Optional.of(World.endpoint("eu", "mirror/sibling", "v1")), Optional.empty(), Message.Trail.UNASKED);
        Message.Copy copy = (Message.Copy) world.follow(sibling).getFirst();
        assertThat(copy.blobs()).extracting(Message.Wanted::mountFrom)
                .containsOnly(Optional.of(new Repository("mirror/app")));
        world.hub.forgetCalls();
        world.drain(copy);
        assertThat(world.hub.count(Verb.BLOB)).as("no byte moves").isZero();
        assertThat(world.eu.repository("mirror/sibling").tagged("v1")).contains(A.digest());
    }

    @Test
    void blobsBeforeThePublication_areLentByNobody() {
        world.app().push("v1", A);
        Message.Copy copy = (Message.Copy) world.follow(World.request()).getFirst();
        world.follow(copy);
        Message.Request sibling = new Message.Request(World.FROM,
                Optional.of(World.endpoint("eu", "mirror/sibling", "v1")), Optional.empty(), Message.Trail.UNASKED);
        Message.Copy next = (Message.Copy) world.follow(sibling).getFirst();
        assertThat(next.blobs()).extracting(Message.Wanted::mountFrom).containsOnly(Optional.empty());
    }
}
