package dev.crossdock.replication.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Tag;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Target;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    void missingBlob_isNoQuestionForOtherPlans_untilItIsThere() {
        assertThat(target.lacking().content().test(blob)).isFalse();
        assertThat(target.holds(blob)).isFalse();
        assertThat(target.lacking().content().test(blob)).isTrue();
        known.add(new KnownBlobs.Place(World.TO.registry(), World.TO.repository()), blob.digest());
        assertThat(target.lacking().content().test(blob)).isFalse();
    }

    @Test
    void whatTheTargetListed_isKnown() {
        Target.Lacking listed = new Target.Lacking(tag -> tag.name().equals("v1"), _ -> true);
        Target.Lacking all = new KnownBlobs.Answers(Set.of(blob.digest()), Set.of(), Map.of()).lacking(listed);
        assertThat(all.tags().test(new Tag("v1"))).isTrue();
        assertThat(all.tags().test(new Tag("v2"))).isFalse();
        assertThat(all.content().test(blob)).as("it came since").isFalse();
        assertThat(all.content().test(A.blob(1))).isTrue();
    }

    @Test
    @Timeout(30)
    void questionsAtTheSameTime_areOneRequest() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        world.eu.before(Verb.HOLDS, () -> {
            asked.countDown();
            await(mayAnswer);
        });
        List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            askers.add(Thread.ofPlatform().start(() -> answers.add(target.holds(blob))));
            asked.await();
        }
        for (Thread asker : askers) {
            while (asker.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        mayAnswer.countDown();
        for (Thread asker : askers) {
            asker.join();
        }
        assertThat(answers).containsExactly(false, false, false, false);
        assertThat(world.eu.count(Verb.HOLDS)).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void questionThatFails_saysSoAndIsForgotten() {
        world.eu.before(Verb.HOLDS, () -> {
            throw FakeRegistry.unavailable("target eu.example/mirror/app");
        });
        assertThatThrownBy(() -> target.holds(blob)).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(target.lacking().content().test(blob)).isFalse();
        assertThat(target.holds(blob)).isFalse();
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
