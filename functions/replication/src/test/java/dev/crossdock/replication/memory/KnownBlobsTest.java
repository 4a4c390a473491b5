package dev.crossdock.replication.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.Target;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a command remembers of its targets. */
final class KnownBlobsTest {
    private static final Picture A = Images.image("a", 3);

    private final World world = new World(InstantSource.system());
    private final KnownBlobs known = new KnownBlobs(world);
    private final Target target = known.target(World.TO.registry(), World.TO.repository());
    private final Descriptor blob = A.blob(0);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void heldBlob_isAskedForOnce() {
        world.mirror().push("v1", A);
        assertThat(target.holds(blob)).isTrue();
        assertThat(target.holds(blob)).isTrue();
        assertThat(known.target(World.TO.registry(), World.TO.repository()).holds(blob)).isTrue();
        assertThat(world.eu.count(Verb.HOLDS)).isEqualTo(1);
    }

    @Test
    void missingBlob_isAskedForUntilItIsThere() {
        assertThat(target.holds(blob)).isFalse();
        assertThat(target.holds(blob)).isFalse();
        known.add(new KnownBlobs.Place(World.TO.registry(), World.TO.repository()), blob.digest());
        assertThat(target.holds(blob)).isTrue();
        assertThat(world.eu.count(Verb.HOLDS)).isEqualTo(2);
    }

    @Test
    void targetThatLacksABlobAfterAll_isBelieved() {
        known.add(new KnownBlobs.Place(World.TO.registry(), World.TO.repository()), blob.digest());
        Digest root = A.digest();
        world.app().push("v1", A);
        assertThat(target.putManifest(root, world.app().manifest(root)))
                .isInstanceOf(Target.PutAnswer.BlobUnknown.class);
        assertThat(target.holds(blob)).isFalse();
    }
}
