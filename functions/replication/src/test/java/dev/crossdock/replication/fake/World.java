package dev.crossdock.replication.fake;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.RuleSource;
import dev.crossdock.plan.RuleTarget;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.Template;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.memory.MemoryLedger;
import dev.crossdock.replication.steps.CopyStep;
import dev.crossdock.replication.steps.ImagePlanner;
import dev.crossdock.replication.steps.PlanStep;
import dev.crossdock.replication.steps.PublishStep;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Two registries, the steps between them, and whatever the steps need. */
public final class World implements AutoCloseable, Registries {
    public static final Endpoint FROM = endpoint("hub", "team/app", "v1");
    public static final Endpoint TO = endpoint("eu", "mirror/app", "v1");
    public static final Route ROUTE = new Route(FROM, TO);
    private static final int MOST_MESSAGES = 500;

    public final FakeRegistry hub = new FakeRegistry("hub.example");
    public final FakeRegistry eu = new FakeRegistry("eu.example");
    public final Recorder heard = new Recorder();
    public final StepContext context;
    public final PlanStep plan;
    public final CopyStep copy;
    public final PublishStep publish;
    private final Fanout fanout;

    public World(InstantSource clock, Ledger ledger, Rules rules) {
        this(clock, ledger, rules, Manner.STANDARD);
    }

    /** How the steps work: on so many threads, and for how long they believe what was read of the source's tag. */
    private record Manner(int width, Duration believed) {
        static final Manner STANDARD = new Manner(4, Duration.ZERO);
    }

    /** Does everything on the calling thread: the same calls in the same order each time. */
    public static World ofOneThread(InstantSource clock) {
        return ofOneThread(clock, Duration.ZERO);
    }

    /** The same, where a reading of the source's tag is believed for a while. */
    public static World ofOneThread(InstantSource clock, Duration believed) {
        return new World(clock, new MemoryLedger(), new Rules(List.of()), new Manner(1, believed));
    }

    /** The same with a ledger of somebody else. */
    public static World ofOneThread(InstantSource clock, Ledger ledger) {
        return new World(clock, ledger, new Rules(List.of()), new Manner(1, Duration.ZERO));
    }

    private World(InstantSource clock, Ledger ledger, Rules rules, Manner manner) {
        this.fanout = new Fanout("test", manner.width);
        this.context = new StepContext(this, ledger, fanout, clock, heard, manner.believed);
        ImagePlanner planner = new ImagePlanner(fanout);
        this.plan = new PlanStep(context, rules, planner);
        this.copy = new CopyStep(context,
                new BlobTransfer(new SingleFlight(), new AdaptiveSender(new RangedFeeds(), Checkpoints.NONE)),
                BlobProgress.NONE);
        this.publish = new PublishStep(context, planner);
    }

    public World(InstantSource clock) {
        this(clock, new MemoryLedger(), new Rules(List.of()));
    }

    public static Endpoint endpoint(String registry, String repository, String tag) {
        return new Endpoint(registry, new Repository(repository), new Tag(tag));
    }

    /** A rule from tags of hub to the same repository and tag under each of the targets' prefixes. */
    public static Rules rules(String repositories, String tags, String... prefixes) {
        List<RuleTarget> targets = List.of(prefixes).stream()
                .map(prefix -> new RuleTarget("eu", new Template(prefix + "/{repository}"), new Template("{tag}")))
                .toList();
        return new Rules(List.of(new Rule("rule",
                new RuleSource("hub", List.of(new Glob(repositories)), List.of(new Glob(tags))), targets)));
    }

    public FakeRepository app() {
        return hub.repository("team/app");
    }

    public FakeRepository mirror() {
        return eu.repository("mirror/app");
    }

    /** Someone asks for {@link #ROUTE}. */
    public static Message.Request request() {
        return new Message.Request(FROM, Optional.of(TO), Optional.empty(), Message.Trail.UNASKED);
    }

    public List<Queue.Outgoing> handle(Message message) {
        return switch (message) {
            case Message.Request request -> plan.plan(request);
            case Message.Copy task -> copy.copy(task, Deadline.NONE);
            case Message.Publish task -> publish.publish(task);
        };
    }

    /** The messages that follow at once, without their times. */
    public List<Message> follow(Message message) {
        return handle(message).stream().map(Queue.Outgoing::message).toList();
    }

    /** Handles the message and what follows, first in first out, until nothing is left. */
    public void drain(Message first) {
        Deque<Message> waiting = new ArrayDeque<>(List.of(first));
        for (int handled = 0; !waiting.isEmpty(); handled++) {
            if (handled > MOST_MESSAGES) {
                throw new IllegalStateException("no end after %d messages".formatted(handled));
            }
            waiting.addAll(follow(waiting.remove()));
        }
    }

    private FakeRegistry registry(String name) {
        return switch (name) {
            case "hub" -> hub;
            case "eu" -> eu;
            default -> throw new IllegalArgumentException("no registry " + name);
        };
    }

    @Override
    public Source source(String registry, Repository repository) {
        return registry(registry).repository(repository);
    }

    @Override
    public Target target(String registry, Repository repository) {
        return registry(registry).repository(repository);
    }

    @Override
    public List<Repository> repositories(String registry) {
        return registry(registry).catalog();
    }

    @Override
    public void close() {
        fanout.close();
    }
}
