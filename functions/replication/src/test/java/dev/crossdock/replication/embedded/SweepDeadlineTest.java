package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.crossdock.replication.steps.Sweep;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that have no time for everything: each goes on where the one before stopped. */
final class SweepDeadlineTest {
    private static final Picture A = Images.image("a", 1);
    private static final Duration LISTING = Duration.ofSeconds(10);
    private static final Duration KEPT_FOR = Duration.ofDays(30);
    private static final Duration OPEN_FOR = Duration.ofMinutes(10);

    private final TestClock clock = new TestClock();
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqliteState state;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private World world;
    private Duration length = Duration.ofSeconds(20);

    @BeforeEach
    void open(@TempDir Path folder) {
        state = SqliteState.open(folder, clock);
        world = new World(clock, state.ledger(), new Rules(List.of()));
        List.of("team/a", "team/b", "team/c").forEach(name -> world.hub.repository(name).push("v1", A));
    }

    @AfterEach
    void close() {
        world.close();
        state.close();
    }

    /** Of a process that lives as long as the length from now on. */
    private Deadline deadline() {
        Instant end = clock.instant().plus(length);
        Duration whole = length;
        return new Deadline() {
            @Override
            public boolean passed() {
                return !clock.instant().isBefore(end);
            }

            @Override
            public Optional<Duration> length() {
                return Optional.of(whole);
            }
        };
    }

    private Sweep.Report sweep(Deadline deadline) {
        Rule rule = new Rule("r", new RuleSource("hub", List.of(new Glob("team/*")), List.of(new Glob("*"))),
                List.of(new RuleTarget("eu", new Template("r/{repository}"), new Template("{tag}"))));
        return new Sweep(world.context, new Rules(List.of(rule)), state.queue()).sweep(deadline);
    }

    /** What was sent since the last look. */
    private List<String> sent() {
        List<String> sources = new ArrayList<>();
        for (Queue.Received each : state.queue().receive(Step.PLAN, 10_000, Duration.ofDays(1), Duration.ZERO)) {
            sources.add(((Message.Request) each.message()).source().toString());
            state.queue().done(each);
        }
        return sources;
    }

    private void listingTakesItsTime() {
        world.hub.before(call -> {
            if (call.verb() == Verb.TAGS) {
                clock.pass(LISTING);
            }
        });
    }

    @Test
    void noTimeForAll_eachGoesOnWhereTheLastStopped_andComesRound() {
        listingTakesItsTime();
        length = LISTING.multipliedBy(2);
        for (String expected : List.of("hub/team/a:v1", "hub/team/b:v1", "hub/team/c:v1", "hub/team/a:v1")) {
            assertThat(sweep(deadline()).failures()).singleElement().asString()
                    .contains("stopped after 1 tags at " + expected.replace("v1", "~"));
            assertThat(sent()).containsExactly(expected);
        }
        length = Duration.ofHours(1);
        assertThat(sweep(deadline()).failures()).isEmpty();
        assertThat(sent()).as("from there, and round").containsExactly("hub/team/b:v1", "hub/team/c:v1",
                "hub/team/a:v1");
    }

    @Test
    void processKilledAtOneRepository_isNotKilledThereEachTime() {
        world.hub.before(call -> {
            if (call.verb() == Verb.TAGS && call.repository().name().equals("team/a")) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> sweep(deadline())).hasMessage("killed");
        assertThatThrownBy(() -> sweep(deadline())).as("it comes last").hasMessage("killed");
        assertThat(sent()).containsExactly("hub/team/b:v1", "hub/team/c:v1");
    }

    @Test
    void repositoryWithMoreTagsThanThereIsTimeFor_isGoneThroughInPieces() {
        for (int i = 0; i < 1_234; i++) {
            world.hub.repository("team/a").push("t" + i, A);
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertThat(sweep(() -> state.queue().depth(Step.PLAN) > 0).failures()).hasSize(1);
            all.addAll(sent());
        }
        assertThat(all).hasSize(1_235).doesNotHaveDuplicates().allMatch(it -> it.startsWith("hub/team/a:"));
        sweep(Deadline.NONE);
        assertThat(sent()).startsWith("hub/team/b:v1", "hub/team/c:v1", "hub/team/a:t0").hasSize(1_237);
    }

    @Test
    void sendingThatTakesAllItsTime_leavesSomeForForgetting() {
        state.ledger().write(new Ticket("t", Ticket.State.DONE, "published", clock.instant()));
        clock.pass(KEPT_FOR.plusMillis(1));
        listingTakesItsTime();
        length = LISTING.multipliedBy(3);
        Deadline deadline = deadline();
        Sweep.Report report = sweep(deadline);
        assertThat(report.tags()).isEqualTo(2);
        assertThat(report.pruned()).isEqualTo(1);
    }

    @Test
    void openRoutes_comeFirst_andHaveTheirShareAlone() {
        world.app().push("v1", A);
        world.follow(World.request());
        clock.pass(OPEN_FOR.plusMillis(1));
        assertThat(sweep(() -> true).failures()).hasSize(2).first().asString().isEqualTo(
                "0 of 1 open routes sent: no time for the rest");
        assertThat(sent()).isEmpty();
        assertThat(sweep(deadline()).reopened()).isEqualTo(1);
        assertThat(sent()).startsWith("hub/team/app:v1").hasSize(5);
    }
}
