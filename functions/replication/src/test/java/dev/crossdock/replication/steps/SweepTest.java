package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.RuleSource;
import dev.crossdock.plan.RuleTarget;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.Template;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.embedded.SqliteState;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sweep finds. */
final class SweepTest {
    private static final Picture A = Images.image("a", 1);
    private static final Duration AT_ONCE = Duration.ZERO;

    private final TestClock clock = new TestClock();
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqliteState state;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private World world;

    @BeforeEach
    void open(@TempDir Path folder) {
        state = SqliteState.open(folder, clock);
        world = new World(clock, state.ledger(), new Rules(List.of()));
    }

    @AfterEach
    void close() {
        world.close();
        state.close();
    }

    private static Rule rule(String name, String repositories, String tags) {
        return new Rule(name, new RuleSource("hub", List.of(new Glob(repositories)), List.of(new Glob(tags))),
                List.of(new RuleTarget("eu", new Template(name + "/{repository}"), new Template("{tag}"))));
    }

    private Sweep.Report sweep(Rule... rules) {
        return new Sweep(world.context, new Rules(List.of(rules)), state.queue()).sweep();
    }

    private List<String> sent() {
        return state.queue().receive(Step.PLAN, 10_000, Duration.ofDays(1), AT_ONCE).stream()
                .map(it -> ((Message.Request) it.message()).source().toString()).toList();
    }

    @Test
    void noRules_nothingToSweep() {
        assertThat(sweep()).isEqualTo(new Sweep.Report(0, 0, 0, List.of()));
        assertThat(world.hub.calls()).isEmpty();
    }

    @Test
    void namedRepository_isAskedForItsTagsWithoutTheCatalog() {
        Stream.of("v1", "v2", "latest").forEach(tag -> world.app().push(tag, A));
        world.hub.repository("team/other").push("v1", A);
        assertThat(sweep(rule("r", "team/app", "v*"))).isEqualTo(new Sweep.Report(0, 2, 0, List.of()));
        assertThat(sent()).containsExactly("hub/team/app:v1", "hub/team/app:v2");
        assertThat(world.hub.count(Verb.CATALOG)).isZero();
    }

    @Test
    void pattern_isLookedUpInTheCatalog() {
        world.app().push("v1", A);
        world.hub.repository("team/web").push("v1", A);
        world.hub.repository("private/db").push("v1", A);
        assertThat(sweep(rule("r", "team/*", "*")).tags()).isEqualTo(2);
        assertThat(sent()).containsExactly("hub/team/app:v1", "hub/team/web:v1");
        assertThat(world.hub.calls()).as("repositories that no rule means are not asked").hasSize(3);
    }

    @Test
    void namedRepositoryBesideAPattern_needNotBeInTheCatalog() {
        world.app().push("v1", A);
        Rule hidden = rule("h", "hidden/app", "*");
        world.hub.before(Verb.TAGS, () -> world.hub.repository("hidden/app").push("v9", A));
        assertThat(sweep(hidden, rule("r", "team/*", "*")).failures()).isEmpty();
        assertThat(sent()).containsExactlyInAnyOrder("hub/hidden/app:v9", "hub/team/app:v1");
    }

    @Test
    void tagOfTwoRules_isSentOnce() {
        world.app().push("v1", A);
        assertThat(sweep(rule("one", "team/app", "*"), rule("two", "team/app", "v1")).tags()).isEqualTo(1);
        assertThat(sent()).containsExactly("hub/team/app:v1");
    }

    @Test
    void failingRepository_isReportedAndHoldsUpNoOther() {
        world.app().push("v1", A);
        world.hub.repository("team/web").push("v1", A);
        world.hub.before(call -> {
            if (call.verb() == Verb.TAGS && call.repository().name().equals("team/app")) {
                throw FakeRegistry.unavailable("source hub.example/team/app");
            }
        });
        Sweep.Report report = sweep(rule("r", "team/*", "*"));
        assertThat(report.tags()).isEqualTo(1);
        assertThat(report.failures()).singleElement().asString().contains("source hub.example/team/app", "503");
        assertThat(sent()).containsExactly("hub/team/web:v1");
    }

    @Test
    void failingCatalog_isReportedAndNamedRepositoriesAreSwept() {
        world.app().push("v1", A);
        world.hub.before(Verb.CATALOG, () -> {
            throw FakeRegistry.refused("source hub.example");
        });
        Sweep.Report report = sweep(rule("p", "other/*", "*"), rule("n", "team/app", "*"));
        assertThat(report.failures()).hasSize(1);
        assertThat(sent()).containsExactly("hub/team/app:v1");
    }

    @Test
    void manyTags_areAllSent() {
        for (int i = 0; i < 1_234; i++) {
            world.app().push("t" + i, A);
        }
        assertThat(sweep(rule("r", "team/app", "*")).tags()).isEqualTo(1_234);
        assertThat(sent()).hasSize(1_234).doesNotHaveDuplicates();
    }

    @Test
    void openRoute_isSentRoundAgainOnceItIsOld() {
        world.app().push("v1", A);
        world.follow(World.request());
        clock.pass(Sweep.OPEN_FOR);
        assertThat(sweep().reopened()).as("not older than that").isZero();
        clock.pass(Duration.ofMillis(1));
        assertThat(sweep().reopened()).isEqualTo(1);
        assertThat(state.queue().receive(Step.PLAN, 5, Duration.ofDays(1), AT_ONCE))
                .extracting(Queue.Received::message).containsExactly(new Message.Request(World.FROM,
                        Optional.of(World.TO), Optional.empty(), Message.Trail.UNASKED, true));
    }

    @Test
    void jobWhoseMessagesAreLost_isMadeUpFor() {
        world.app().push("v1", A);
        world.follow(World.request());
        clock.pass(Sweep.OPEN_FOR.plusSeconds(1));
        sweep();
        state.queue().receive(Step.PLAN, 5, Duration.ofDays(1), AT_ONCE).forEach(it -> world.drain(it.message()));
        assertThat(world.mirror().tagged("v1")).contains(A.digest());
        clock.pass(Sweep.OPEN_FOR.plusSeconds(1));
        assertThat(sweep().reopened()).isZero();
    }

    @Test
    void equalTag_costsTheNextStepNothing() {
        world.app().push("v1", A);
        world.eu.repository("r/team/app").push("v1", A);
        Rule rule = rule("r", "team/app", "*");
        try (World ruled = new World(clock, state.ledger(), new Rules(List.of(rule)))) {
            ruled.app().push("v1", A);
            ruled.eu.repository("r/team/app").push("v1", A);
            sweep(rule);
            state.queue().receive(Step.PLAN, 5, Duration.ofDays(1), AT_ONCE)
                    .forEach(it -> assertThat(ruled.handle(it.message())).isEmpty());
            assertThat(ruled.eu.calls()).hasSize(1);
        }
    }

    @Test
    void finishedLongAgo_isForgotten() {
        world.app().push("v1", A);
        world.drain(World.request());
        state.ledger().write(new Ticket("t", Ticket.State.DONE, "published", clock.instant()));
        clock.pass(Sweep.KEPT_FOR);
        assertThat(sweep().pruned()).isZero();
        clock.pass(Duration.ofMillis(1));
        assertThat(sweep().pruned()).isEqualTo(2);
        assertThat(state.ledger().ticket("t")).isEqualTo(Optional.empty());
    }

    @Test
    void hint_isNoneInARequestOfTheSweep() {
        Digest digest = world.app().push("v1", A).digest();
        sweep(rule("r", "team/app", "*"));
        assertThat(state.queue().receive(Step.PLAN, 5, Duration.ofDays(1), AT_ONCE)).singleElement()
                .satisfies(it -> assertThat(it.message()).isEqualTo(new Message.Request(World.FROM, Optional.empty(),
                        Optional.empty(), Message.Trail.UNASKED)));
        assertThat(digest).isEqualTo(A.digest());
    }
}
