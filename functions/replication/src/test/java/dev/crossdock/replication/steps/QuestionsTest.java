package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.FakeRegistry.Call;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the steps ask, whom first, and what they need not ask. */
final class QuestionsTest {
    private static final Picture A = Images.image("a", 2);
    private static final Picture B = Images.image("b", 2);

    private final World world = new World(new TestClock());

    @AfterEach
    void close() {
        assertThat(world.eu.violations()).isEmpty();
        world.close();
    }

    @Test
    void targetWithoutTheTag_sourceIsReadAtOnce() {
        world.app().push("v1", A);
        world.handle(World.request());
        assertThat(world.hub.count(Verb.MANIFEST)).isEqualTo(1);
        assertThat(world.hub.calls()).noneMatch(call -> call.verb() == Verb.DESCRIBE && call.object().equals("v1"));
    }

    @Test
    void targetDown_sourceHasItsSayFirst() {
        world.eu.before(_ -> {
            throw FakeRegistry.unavailable("target eu.example");
        });
        assertThat(world.handle(World.request())).as("nothing there: the target is not needed").isEmpty();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.GONE);
        world.app().push("v1", A);
        assertThatThrownBy(() -> world.handle(World.request())).hasMessageContaining("target eu.example");
        world.hub.before(_ -> {
            throw FakeRegistry.refused("source hub.example");
        });
        assertThatThrownBy(() -> world.handle(World.request())).hasMessageContaining("source hub.example");
    }

    @Test
    void targetWithTheTag_sourceIsAskedByHeadFirst() {
        world.app().push("v1", A);
        world.mirror().push("v1", A);
        world.handle(World.request());
        assertThat(world.hub.count(Verb.MANIFEST)).as("registries count these as pulls").isZero();
        world.app().push("v1", B);
        world.hub.forgetCalls();
        world.handle(World.request());
        assertThat(world.hub.calls().getFirst().verb()).isEqualTo(Verb.DESCRIBE);
        assertThat(world.hub.count(Verb.MANIFEST)).isEqualTo(1);
    }

    private static long readings(Duration believed, Duration pause) {
        TestClock clock = new TestClock();
        try (World trusting = World.ofOneThread(clock, believed)) {
            trusting.app().push("v1", A);
            Message task = trusting.follow(World.request()).getFirst();
            while (task instanceof Message.Copy) {
                task = trusting.follow(task).getFirst();
            }
            trusting.hub.forgetCalls();
            clock.pass(pause);
            assertThat(trusting.follow(task)).isEmpty();
            assertThat(trusting.mirror().tagged("v1")).contains(A.digest());
            return trusting.hub.count(Verb.DESCRIBE);
        }
    }

    @Test
    void freshReadingOfTheTag_standsForTheOneBeforeThePutAlone() {
        assertThat(readings(Duration.ofSeconds(1), Duration.ofMillis(999))).isEqualTo(1);
        assertThat(readings(Duration.ofSeconds(1), Duration.ofSeconds(1))).isEqualTo(2);
        assertThat(readings(Duration.ZERO, Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void indexInAnIndex_isPutAfterItsImages() {
        Picture inner = Images.index(List.of(A, B));
        world.app().push("inner", inner);
        world.app().push("v1", Images.index(List.of(inner, Images.image("c", 1))));
        world.drain(World.request());
        assertThat(world.eu.calls().stream().filter(call -> call.verb() == Verb.PUT).map(Call::object)).hasSize(5)
                .endsWith(inner.digest().toString(), "v1");
    }
}
