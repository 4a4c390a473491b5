package dev.crossdock.serve;

import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.plan.TagLocation;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.embedded.SqliteState;
import dev.crossdock.replication.embedded.Steps;
import dev.crossdock.replication.embedded.Workers;
import dev.crossdock.replication.steps.CopyStep;
import dev.crossdock.replication.steps.ImagePlanner;
import dev.crossdock.replication.steps.PlanStep;
import dev.crossdock.replication.steps.PublishStep;
import dev.crossdock.replication.steps.ReceiveStep;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.replication.steps.Sweep;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.ranges.SharedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps at work on one configuration: what the HTTP side hands notifications and requests to. */
final class Replicator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);
    /** Messages of one step that are worked on at a time. */
    private static final int WORKERS = 4;
    /** Requests and blob streams at a time, all steps together, besides the workers' own threads. */
    private static final int STREAMS = 8;

    /** Of a quota of manifest reads, how many are left to people and other clients of the same address. */
    private static final int RESERVED_PULLS = 5;

    private final CrossdockSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final SqliteState state;
    private final HttpEngine engine;
    private final Fanout fanout;
    private final ConfiguredRegistries registries;
    private final ReceiveStep receive;
    private final Sweep sweep;
    private final Workers workers;
    private final SweepClock sweepClock;

    /** Opens the state and begins to work on what it holds. */
    Replicator(CrossdockSettings settings, Metrics metrics) {
        this.settings = settings;
        this.state = SqliteState.open(settings.state(), clock);
        NativeCrypto.install().ifPresent(LOG::info);
        this.engine = new HttpEngine();
        this.fanout = new Fanout("transfer", STREAMS);
        engine.budgets().reservePulls(RESERVED_PULLS);
        this.registries = new ConfiguredRegistries(engine, settings.registries(), state.hosts());
        registries.limit(settings.limits());
        registries.clients().forEach(metrics::watch);
        StepContext context = new StepContext(registries, state.ledger(), fanout, clock, metrics);
        ImagePlanner planner = new ImagePlanner(fanout);
        Steps steps = new Steps(new PlanStep(context, settings.rules(), planner),
                new CopyStep(context,
                        new BlobTransfer(new SingleFlight(),
                                new AdaptiveSender(new SharedFeeds(new RangedFeeds()), state.checkpoints())),
                        metrics),
                new PublishStep(context, planner));
        this.receive = new ReceiveStep(settings.rules(), clock);
        this.sweep = new Sweep(context, settings.rules(), state.queue());
        metrics.watch(state.queue());
        this.workers = new Workers(state.queue(), steps, context, WORKERS);
        this.sweepClock = new SweepClock(this::sweep);
    }

    CrossdockSettings settings() {
        return settings;
    }

    Queue queue() {
        return state.queue();
    }

    Ledger ledger() {
        return state.ledger();
    }

    /** Takes a notification; when it returns, its requests are durable. Says how many there were. */
    int receive(String registry, Map<String, List<String>> headers, byte[] body) {
        List<Queue.Outgoing> requests = receive.receive(registry, headers, body);
        state.queue().send(requests);
        return requests.size();
    }

    /**
     * Takes a request on demand; when it returns, it is durable. Gives the id of its ticket. Throws
     * IllegalArgumentException for a registry that is not configured.
     */
    String request(TagLocation source, TagLocation target) {
        registries.client(source.registry());
        registries.client(target.registry());
        if (source.equals(target)) {
            throw new IllegalArgumentException("source and target are both %s".formatted(source));
        }
        String id = UUID.randomUUID().toString();
        state.ledger().write(new Ticket(id, Ticket.State.ACCEPTED, source + " → " + target, clock.instant()));
        state.queue()
                .send(List.of(new Queue.Outgoing(
                        new Message.Request(Endpoint.of(source), Optional.of(Endpoint.of(target)), Optional.empty(),
                                new Message.Trail(Optional.of(id), 0)),
                        Optional.empty())));
        return id;
    }

    /** Sweeps once. */
    Sweep.Report sweep() {
        Sweep.Report report = sweep.sweep();
        LOG.info("sweep: {} open routes sent round again, {} source tags requested, {} old runs forgotten",
                report.reopened(), report.tags(), report.pruned());
        report.failures().forEach(failure -> LOG.warn("sweep: {}", failure));
        return report;
    }

    /** Lets what runs come to a checkpoint, and lets go of the state. */
    @Override
    public void close() {
        sweepClock.close();
        workers.close();
        fanout.close();
        engine.close();
        state.close();
    }
}
