package dev.crossdock.aws;

import dev.crossdock.aws.access.AwsCalls;
import dev.crossdock.aws.access.AwsSecrets;
import dev.crossdock.aws.access.Endpoints;
import dev.crossdock.aws.config.Intake;
import dev.crossdock.aws.config.Kept;
import dev.crossdock.aws.config.WatchedObject;
import dev.crossdock.aws.lambda.InvocationPauses;
import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.aws.lambda.TimeLeft;
import dev.crossdock.aws.log.LambdaLog;
import dev.crossdock.aws.state.AwsState;
import dev.crossdock.aws.state.AwsStateException;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.proxy.Proxies;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.ranges.SharedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What lives as long as a function's process: the clients of AWS, the HTTP engine, and the steps of the configuration as it
 * was last seen. Made without a question to anybody: the first message asks.
 */
final class Wiring implements AutoCloseable {
    /** Requests and blob streams at a time. */
    private static final int STREAMS = 8;
    /** Of a quota of manifest reads, how many are left to people and other clients of the same address. */
    private static final int RESERVED_PULLS = 5;

    private final Map<String, String> variables;
    private final Consumer<String> log;
    private final InstantSource clock;
    private final ThreadLocal<String> trace = ThreadLocal.withInitial(() -> "");
    private final InvocationPauses pauses = new InvocationPauses();
    private final Ends ends = new Ends();
    private final AwsState state;
    private final AwsCalls calls;
    private final WatchedObject config;
    private final HttpEngine engine;
    private final Fanout fanout = new Fanout("transfer", STREAMS);
    private final PacedCheckpoints checkpoints;
    private final BlobTransfer transfer;
    private final int processes;
    private final Kept<Rig> rigs;
    private final Kept<Intake> intakes;

    /** Made when the first handler is, and never by a test. */
    private static final class ThisProcess {
        static final Wiring WIRING = made();

        private static Wiring made() {
            LambdaLog.install();
            return new Wiring(System.getenv(), System.out::println);
        }
    }

    /** The one of this process, by its environment variables, with the standard output as its log. */
    static Wiring ofThisProcess() {
        return ThisProcess.WIRING;
    }

    /** Of a process with these environment variables, which writes its log so. */
    Wiring(Map<String, String> variables, Consumer<String> log) {
        this(variables, log, InstantSource.system());
    }

    /** The same, by a clock of one's own. */
    Wiring(Map<String, String> variables, Consumer<String> log, InstantSource clock) {
        this.clock = clock;
        this.variables = Map.copyOf(variables);
        this.log = log;
        Environment environment = Environment.of(variables);
        this.processes = environment.concurrency();
        NativeCrypto.install().ifPresent(log);
        this.engine = new HttpEngine(Limits.STANDARD, pauses, clock, Proxies.of(this.variables));
        engine.budgets().reservePulls(RESERVED_PULLS);
        Endpoints endpoints = new Endpoints(variables);
        // The SDK would find them itself; but who is not AWS wants buckets in paths, too.
        this.state = AwsState.open(
                new AwsState.Places(environment.queues(), environment.state(), endpoints.of("SQS"),
                        endpoints.of("S3")),
                clock, () -> Optional.of(trace.get()).filter(it -> !it.isEmpty()));
        this.calls = AwsCalls.byRole(endpoints);
        this.config = state.watch(environment.config().bucket(), environment.config().key());
        this.checkpoints = new PacedCheckpoints(state.checkpoints(clock::instant));
        this.transfer = new BlobTransfer(new SingleFlight(),
                new AdaptiveSender(new SharedFeeds(new RangedFeeds()), checkpoints));
        this.rigs = kept((version, _) -> make(version));
        this.intakes = kept(this::intake);
    }

    /**
     * The steps by the configuration as it is now, give or take a minute. Throws
     * {@link dev.crossdock.settings.SettingsException} where it cannot be used, and
     * {@link dev.crossdock.aws.state.AwsStateException} where it cannot be read.
     */
    Rig rig() {
        return rigs.now();
    }

    /** What webhooks need of the same configuration: no secret is fetched, and no registry asked. Throws the same. */
    Intake intake() {
        return intakes.now();
    }

    private <T> Kept<T> kept(Kept.Making<T> making) {
        return new Kept<>(config, making, Wiring::isPassing, this::goOn, clock);
    }

    private static boolean isPassing(RuntimeException failure) {
        return failure instanceof Unavailable
                || (failure instanceof AwsStateException aws && aws.isPassing());
    }

    private void goOn(Instant madeAt, RuntimeException failure) {
        log(new StepLine("configure", clock.instant()).with("error", String.valueOf(failure.getMessage()))
                .with("todo", "none: the configuration and its secrets of %s are used until they can be read again"
                        .formatted(madeAt))
                .ended("kept", Duration.ZERO));
    }

    private Rig make(WatchedObject.Version version) {
        CrossdockSettings settings = settings(version);
        settings.fetchCredentials();
        engine.budgets().forgetLimits(); // those of the version before; a larger one would not count beside them
        ConfiguredRegistries registries = new ConfiguredRegistries(settings,
                new ConfiguredRegistries.Shared(engine, state.hosts(), calls, processes));
        return new Rig(settings, registries, new StepContext(registries, state.ledger(), fanout, clock, ends));
    }

    /** An invocation that has so much time: nobody out there is waited for any longer, until it is closed. */
    InvocationPauses.Running within(TimeLeft time) {
        return pauses.within(time);
    }

    private CrossdockSettings settings(WatchedObject.Version version) {
        return CrossdockSettings.parse(config.toString(), version.text(), variables, new AwsSecrets(calls));
    }

    private Intake intake(WatchedObject.Version version, Optional<Intake> before) {
        return before.map(it -> it.renewed(settings(version)))
                .orElseGet(() -> new Intake(settings(version), clock));
    }

    AwsState state() {
        return state;
    }

    InstantSource clock() {
        return clock;
    }

    Ends ends() {
        return ends;
    }

    PacedCheckpoints checkpoints() {
        return checkpoints;
    }

    BlobTransfer transfer() {
        return transfer;
    }

    /** What this thread does until it says otherwise belongs to the trace; messages carry it along. */
    void trace(String parent) {
        trace.set(parent);
    }

    /** Writes a line to the log. */
    void log(Object line) {
        log.accept(line.toString());
    }

    @Override
    public void close() {
        fanout.close();
        engine.close();
        state.close();
    }
}
