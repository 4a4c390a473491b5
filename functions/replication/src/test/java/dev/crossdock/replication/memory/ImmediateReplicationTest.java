package dev.crossdock.replication.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One command's copy, from its first question to its end. */
final class ImmediateReplicationTest {
    private static final Picture A = Images.image("a", 3);
    private static final Picture B = Images.index(List.of(Images.image("b", 2), Images.image("c", 1)));

    private final World world = new World(InstantSource.system());
    private final Fanout fanout = new Fanout("test", 4);
    private final Heard progress = new Heard();
    private final ImmediateReplication replication = new ImmediateReplication(world, fanout);

    /** What a line of progress would show. */
    private static final class Heard implements BlobProgress {
        final AtomicLong bytes = new AtomicLong();
        final Map<Descriptor, BlobOutcome> finished = new ConcurrentHashMap<>();

        @Override
        public void moved(Descriptor blob, long more) {
            bytes.addAndGet(more);
        }

        @Override
        public void finished(Descriptor blob, BlobOutcome outcome) {
            assertThat(finished.put(blob, outcome)).isNull();
        }
    }

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        fanout.close();
        world.close();
    }

    private Outcome run(Endpoint source, Extent extent) {
        return replication.run(new Route(source, World.TO), extent, progress);
    }

    private Outcome run() {
        return run(World.FROM, Extent.WHOLE);
    }

    @Test
    void image_isPublished() {
        world.app().push("v1", B);
        assertThat(run()).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
        assertThat(world.eu.count(Verb.PUT)).isEqualTo(3);
    }

    @Test
    void progress_countsEveryByteAndBlobOnce() {
        world.app().push("v1", A);
        assertThat(run()).isEqualTo(Outcome.PUBLISHED);
        long all = A.blobs().values().stream().mapToLong(bytes -> bytes.length).sum();
        assertThat(progress.bytes).hasValue(all);
        assertThat(progress.finished).hasSize(4);
        progress.finished
                .forEach((blob, outcome) -> assertThat(outcome).isEqualTo(new BlobOutcome.Streamed(blob.size())));
    }

    @Test
    void unchanged_costsTwoRequests() {
        world.app().push("v1", A);
        world.mirror().push("v1", A);
        assertThat(run(World.FROM, Extent.IMAGE_ALONE)).isEqualTo(Outcome.UNCHANGED);
        assertThat(world.hub.calls()).hasSize(1);
        assertThat(world.eu.calls()).hasSize(1);
        assertThat(progress.bytes).hasValue(0);
    }

    @Test
    void coldCopy_readsTheTagOnceBeforeThePutAndOnceAfter() {
        world.app().push("v1", A);
        assertThat(run(World.FROM, Extent.IMAGE_ALONE)).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.hub.count(Verb.MANIFEST)).isEqualTo(1);
        assertThat(world.hub.count(Verb.DESCRIBE)).isEqualTo(1);
        assertThat(world.hub.calls()).hasSize(2 + 4);
        assertThat(world.eu.count(Verb.DESCRIBE)).isEqualTo(2);
        assertThat(world.eu.calls()).as("4 blobs: asked for, begun, streamed").hasSize(2 + 3 * 4 + 1);
    }

    @Test
    void secondRun_isUnchanged() {
        world.app().push("v1", A);
        assertThat(run()).isEqualTo(Outcome.PUBLISHED);
        assertThat(run()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void missingSource_namesTheSourceAndLeavesTheTarget() {
        world.mirror().push("v1", A);
        assertThatThrownBy(this::run).isInstanceOf(RegistryException.Missing.class)
                .hasMessageContaining("source hub.example/team/app").hasMessageContaining("v1");
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void refused_isThrownAtOnceAndLeavesTheTarget() {
        world.app().push("v1", B);
        world.mirror().push("v1", A);
        world.eu.before(call -> {
            if (call.verb() == Verb.BEGIN) {
                throw FakeRegistry.refused("target eu.example/mirror/app");
            }
        });
        assertThatThrownBy(this::run).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("target eu.example/mirror/app");
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        assertThat(world.eu.count(Verb.PUT)).isZero();
    }

    @Test
    void afterAFailure_theNextRunDoesTheRest() {
        world.app().push("v1", A);
        world.eu.before(Verb.PUT, () -> {
            throw FakeRegistry.unavailable("target eu.example/mirror/app");
        });
        assertThatThrownBy(this::run).isInstanceOf(RegistryException.Unavailable.class);
        long streamed = world.eu.count(Verb.STREAM);
        assertThat(run()).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.eu.count(Verb.STREAM)).as("no blob moves twice").isEqualTo(streamed);
    }

    @Test
    void sourceThatMovesOn_isFollowed() {
        world.app().push("v1", A);
        world.eu.before(Verb.PUT, () -> world.app().push("v1", B));
        assertThat(run()).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.mirror().tagged("v1")).contains(B.digest());
    }

    @Test
    void sourceThatNeverRests_isGivenUp() {
        world.app().push("v1", A);
        AtomicLong pushes = new AtomicLong();
        world.eu.before(call -> {
            if (call.verb() == Verb.PUT) {
                world.app().push("v1", Images.image("push " + pushes.incrementAndGet(), 1));
            }
        });
        assertThatThrownBy(this::run).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("a tag that rests");
        assertThat(pushes.get()).isBetween(50L, 52L);
    }

    @Test
    void byDigest_isCopied() {
        world.app().push("any", A);
        Endpoint source = new Endpoint("hub", new Repository("team/app"), A.digest());
        assertThat(run(source, Extent.WHOLE)).isEqualTo(Outcome.PUBLISHED);
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
    }

    @Test
    void manyLayers_moveInSeveralTasks() {
        Picture large = Images.of("large", IntStream.range(0, 230).mapToObj(i -> "layer " + i).toList());
        world.app().push("v1", large);
        assertThat(run()).isEqualTo(Outcome.PUBLISHED);
        assertThat(progress.finished).hasSize(231);
        assertThat(world.eu.count(Verb.STREAM)).isEqualTo(231);
        assertThat(world.eu.calls().stream().filter(call -> call.verb() == Verb.PUT)).hasSize(1);
    }

    @Test
    void registryOfNoName_isTheCallersError() {
        assertThatThrownBy(() -> run(World.endpoint("nowhere", "a", "b"), Extent.WHOLE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nowhere");
    }
}
