package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.RuleSource;
import dev.crossdock.plan.RuleTarget;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.Template;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.fake.FakeRegistry.Verb;
import dev.crossdock.replication.fake.FakeRegistry;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.replication.memory.MemoryLedger;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the plan step makes of a request. */
final class PlanStepTest {
    private static final Picture A = Images.image("a", 2);
    private static final Picture B = Images.image("b", 2);

    private final TestClock clock = new TestClock();
    private final World world = new World(clock);

    @AfterEach
    void close() {
        world.close();
    }

    private static Message.Request asked(Endpoint source, Optional<Message.Hint> hint, Optional<String> ticket) {
        return new Message.Request(source, Optional.of(World.TO), hint, new Message.Trail(ticket, 0));
    }

    private static Message.Request hinted(Digest digest, Instant at) {
        return asked(World.FROM, Optional.of(new Message.Hint(digest, at)), Optional.empty());
    }

    @Test
    void equalEnds_endHereWithoutRunOrMessage() {
        world.app().push("v1", A);
        world.mirror().push("v1", A);
        assertThat(world.handle(World.request())).isEmpty();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.UNCHANGED);
        assertThat(world.hub.calls()).as("the tag, its referrers, three tags of cosign").hasSize(5);
        assertThat(world.eu.calls()).hasSize(1);
        assertThat(openRuns()).isEmpty();
    }

    @Test
    void equalEnds_tellWhoAsked() {
        world.app().push("v1", A);
        world.mirror().push("v1", A);
        world.handle(asked(World.FROM, Optional.empty(), Optional.of("t1")));
        assertThat(world.context.ledger().ticket("t1"))
                .contains(new Ticket("t1", Ticket.State.DONE, "unchanged", TestClock.START));
    }

    @Test
    void equalEnds_endRunsThatWereOpen() {
        world.app().push("v1", A);
        List<Message> copies = world.follow(World.request());
        world.mirror().push("v1", A);
        clock.pass(Duration.ofSeconds(1));
        world.handle(World.request());
        assertThat(openRuns()).isEmpty();
        assertThat(copies).hasSize(1);
        assertThat(world.context.ledger().find(((Message.Copy) copies.getFirst()).run())).isEmpty();
    }

    private List<Route> openRuns() {
        return world.context.ledger().openRoutes(Instant.MAX, 10);
    }

    @Test
    void differentEnds_openARunAndMoveWhatIsMissing() {
        world.app().push("v1", A);
        Message.Copy copy = (Message.Copy) world.follow(World.request()).getFirst();
        assertThat(copy.route()).isEqualTo(World.ROUTE);
        assertThat(copy.blobs()).extracting(it -> it.blob().digest()).containsExactlyElementsOf(A.blobs().keySet());
        assertThat(copy.recopies()).isZero();
        Run run = world.context.ledger().find(copy.run()).orElseThrow();
        assertThat(run.sourceDigest()).isEqualTo(A.digest());
        assertThat(run.openedAt()).isEqualTo(TestClock.START);
        assertThat(world.eu.count(Verb.BEGIN) + world.eu.count(Verb.PUT)).as("planning writes nothing").isZero();
    }

    @Test
    void differentEnds_tellWhoAskedThatItGoesOn() {
        world.app().push("v1", A);
        world.handle(asked(World.FROM, Optional.empty(), Optional.of("t1")));
        assertThat(world.context.ledger().ticket("t1").map(Ticket::state)).contains(Ticket.State.COPYING);
    }

    @Test
    void nothingToMove_publishesAtOnce() {
        world.app().push("v1", A);
        world.mirror().push("other", A);
        assertThat(world.follow(World.request())).singleElement().isInstanceOf(Message.Publish.class);
    }

    @Test
    void index_putsTheChildrenThatTheTargetLacks() {
        Picture child = Images.image("held", 1);
        Picture index = Images.index(List.of(child, Images.image("new", 1)));
        world.app().push("v1", index);
        world.mirror().push("child", child);
        Message.Copy copy = (Message.Copy) world.follow(World.request()).getFirst();
        Run run = world.context.ledger().find(copy.run()).orElseThrow();
        assertThat(run.manifests()).containsExactly(index.children().get(1), index.root());
        assertThat(copy.blobs()).hasSize(2);
    }

    @Test
    void twoRunsOfOneJob_shareTheJobAndNotTheRun() {
        world.app().push("v1", A);
        RunKey first = ((Message.Copy) world.follow(World.request()).getFirst()).run();
        RunKey second = ((Message.Copy) world.follow(World.request()).getFirst()).run();
        world.app().push("v1", B);
        RunKey other = ((Message.Copy) world.follow(World.request()).getFirst()).run();
        assertThat(second.job()).isEqualTo(first.job()).isNotEqualTo(other.job());
        assertThat(second.run()).isNotEqualTo(first.run());
    }

    @Test
    void targetOfTheRules_isPlannedAtOnce() {
        try (World ruled = new World(clock, new MemoryLedger(), World.rules("team/*", "v*", "one"))) {
            ruled.app().push("v1", A);
            Message request = new Message.Request(World.FROM, Optional.empty(), Optional.empty(),
                    Message.Trail.UNASKED);
            assertThat(ruled.follow(request)).singleElement().isInstanceOfSatisfying(Message.Copy.class,
                    it -> assertThat(it.route().target()).isEqualTo(World.endpoint("eu", "one/team/app", "v1")));
        }
    }

    @Test
    void severalTargets_getOneRequestEach_whateverStateTheyAreIn() {
        try (World ruled = new World(clock, new MemoryLedger(), World.rules("team/*", "v*", "one", "two", "three"))) {
            Message.Trail trail = new Message.Trail(Optional.of("t"), 4);
            Optional<Message.Hint> hint = Optional.of(new Message.Hint(A.digest(), TestClock.START));
            List<Message> messages = ruled.follow(new Message.Request(World.FROM, Optional.empty(), hint, trail));
            assertThat(messages).containsExactly(request("one/team/app", hint, trail),
                    request("two/team/app", hint, trail), request("three/team/app", hint, trail));
            assertThat(ruled.hub.calls()).isEmpty();
            assertThat(ruled.eu.calls()).isEmpty();
        }
    }

    private static Message request(String repository, Optional<Message.Hint> hint, Message.Trail trail) {
        return new Message.Request(World.FROM, Optional.of(World.endpoint("eu", repository, "v1")), hint, trail);
    }

    @Test
    void noRule_nothingToDoAndNobodyAsked() {
        Message request = new Message.Request(World.FROM, Optional.empty(), Optional.empty(), Message.Trail.UNASKED);
        assertThat(world.handle(request)).isEmpty();
        assertThat(world.hub.calls()).isEmpty();
    }

    @Test
    void digestWithoutTarget_isMeantByNoRule() {
        try (World ruled = new World(clock, new MemoryLedger(), World.rules("**", "*", "one"))) {
            Endpoint source = new Endpoint("hub", new Repository("team/app"), A.digest());
            assertThat(ruled.handle(
                    new Message.Request(source, Optional.empty(), Optional.empty(), Message.Trail.UNASKED))).isEmpty();
        }
    }

    @Test
    void rulesThatCannotBeFollowed_areNotHidden() {
        Rules rules = new Rules(List.of(new Rule("long",
                new RuleSource("hub", List.of(new Glob("**")), List.of(new Glob("*"))),
                List.of(new RuleTarget("eu", new Template("{repository}/{tag}"), new Template("{tag}"))))));
        try (World ruled = new World(clock, new MemoryLedger(), rules)) {
            Message request = new Message.Request(World.endpoint("hub", "team/app", "NO_REPOSITORY"), Optional.empty(),
                    Optional.empty(), Message.Trail.UNASKED);
            assertThatThrownBy(() -> ruled.handle(request)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NO_REPOSITORY");
            assertThat(ruled.hub.calls()).isEmpty();
        }
    }

    @Test
    void tagNotSettled_isAskedForAgainAndWhatIsThereIsPlanned() {
        world.app().push("v1", A);
        List<Queue.Outgoing> messages = world.handle(hinted(B.digest(), TestClock.START));
        assertThat(messages).hasSize(2);
        assertThat(messages.getFirst().message()).isEqualTo(hinted(B.digest(), TestClock.START));
        assertThat(messages.getFirst().notBefore()).contains(TestClock.START.plusMillis(500));
        assertThat(messages.getLast().message()).isInstanceOf(Message.Copy.class);
    }

    @Test
    void tagNotThereYet_isAskedForAgainOnly() {
        List<Queue.Outgoing> messages = world.handle(hinted(A.digest(), TestClock.START));
        assertThat(messages).singleElement().satisfies(it -> assertThat(it.notBefore()).isPresent());
        assertThat(world.heard.outcomes()).isEmpty();
    }

    @Test
    void tagThatSaysWhatTheHintSays_isNotAskedForAgain() {
        world.app().push("v1", A);
        assertThat(world.follow(hinted(A.digest(), TestClock.START))).singleElement()
                .isInstanceOf(Message.Copy.class);
    }

    @Test
    void delays_growWithTheAgeAndEndWhenTagsHaveSettled() {
        List<Duration> delays = new ArrayList<>();
        Message.Request request = hinted(A.digest(), clock.instant());
        for (List<Queue.Outgoing> next = world.handle(request); !next.isEmpty(); next = world.handle(request)) {
            assertThat(next).hasSize(1);
            Instant time = next.getFirst().notBefore().orElseThrow();
            delays.add(Duration.between(clock.instant(), time));
            clock.set(time);
        }
        assertThat(delays).isSorted().hasSizeBetween(5, 10);
        assertThat(clock.instant()).isAfterOrEqualTo(TestClock.START.plus(PlanStep.TAG_SETTLES));
        assertThat(world.heard.outcomes()).containsExactly(Outcome.GONE);
    }

    @Test
    void hintOfAClockThatIsAhead_stillWaitsAtLeastTheShortestDelay() {
        Instant future = TestClock.START.plusSeconds(20);
        assertThat(world.handle(hinted(A.digest(), future)).getFirst().notBefore())
                .contains(TestClock.START.plusMillis(500));
    }

    @Test
    void goneAndNobodyAsked_endsAsGone() {
        assertThat(world.handle(World.request())).isEmpty();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.GONE);
    }

    @Test
    void goneAndSomebodyAsked_isMissing() {
        assertThatThrownBy(() -> world.handle(asked(World.FROM, Optional.empty(), Optional.of("t"))))
                .isInstanceOf(RegistryException.Missing.class).hasMessageContaining("read image v1")
                .hasMessageContaining("source hub.example/team/app");
    }

    @Test
    void sourceDown_isThrownAndNothingIsOpened() {
        world.hub.before(_ -> {
            throw FakeRegistry.unavailable("source hub.example");
        });
        assertThatThrownBy(() -> world.handle(World.request())).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(openRuns()).isEmpty();
    }

    @Test
    void byDigest_isPlannedToADigest() {
        world.app().push("any", A);
        Endpoint source = new Endpoint("hub", new Repository("team/app"), A.digest());
        Endpoint target = new Endpoint("eu", new Repository("mirror/app"), A.digest());
        world.drain(new Message.Request(source, Optional.of(target), Optional.empty(), Message.Trail.UNASKED));
        assertThat(world.mirror().has(A.digest())).isTrue();
        assertThat(world.heard.outcomes()).containsExactly(Outcome.PUBLISHED);
    }
}
