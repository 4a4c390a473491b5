package dev.crossdock.aws;

import dev.crossdock.aws.access.AwsCalls;
import dev.crossdock.aws.access.AwsSecrets;
import dev.crossdock.aws.config.Intake;
import dev.crossdock.aws.config.WatchedObject;
import dev.crossdock.aws.log.LambdaLog;
import dev.crossdock.aws.state.AwsState;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.http.Pauses;
import dev.crossdock.client.proxy.Proxies;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.ranges.SharedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lives as long as a function's process: the clients of AWS, the HTTP engine, and the steps of the configuration as it
 * was last seen. Made without a question to anybody: the first message asks.
 */
final class Wiring implements AutoCloseable {
    /** Requests and blob streams at a time. */
    private static final int STREAMS = 8;
    /** Of a quota of manifest reads, how many are left to people and other clients of the same address. */
    private static final int RESERVED_PULLS = 5;
    /** A secret that was changed is read again after so long at the latest. */
    private static final Duration SECRETS_KEPT = Duration.ofMinutes(15);

    private final Map<String, String> variables;
    private final Consumer<String> log;
    private final InstantSource clock = InstantSource.system();
    private final ThreadLocal<String> trace = ThreadLocal.withInitial(() -> "");
    private final Ends ends = new Ends();
    private final AwsState state;
    private final AwsCalls calls;
    private final WatchedObject config;
    private final HttpEngine engine;
    private final Fanout fanout = new Fanout("transfer", STREAMS);
    private final PacedCheckpoints checkpoints;
    private final BlobTransfer transfer;
    private final int processes;
    private @Nullable Made made;
    private @Nullable Taken taken;

    /** The steps of one version of the configuration, and when its secrets were read. */
    private record Made(String version, Instant at, Rig rig) {}

    /** What webhooks need of one version, and since when its tokens are known. */
    private record Taken(String version, Instant at, Intake intake) {}

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
        this.variables = Map.copyOf(variables);
        this.log = log;
        Environment environment = Environment.of(variables);
        this.processes = environment.concurrency();
        NativeCrypto.install().ifPresent(log);
        this.engine = new HttpEngine(Limits.STANDARD, Pauses.SLEEPING, clock, Proxies.of(this.variables));
        engine.budgets().reservePulls(RESERVED_PULLS);
        this.state = AwsState.open(
                new AwsState.Places(environment.queues(), environment.state(), endpoint("SQS"), endpoint("S3")), clock,
                () -> Optional.of(trace.get()).filter(it -> !it.isEmpty()));
        this.calls = AwsCalls.byRole(variables);
        this.config = state.watch(environment.config().bucket(), environment.config().key());
        this.checkpoints = new PacedCheckpoints(state.checkpoints(clock::instant));
        this.transfer = new BlobTransfer(new SingleFlight(),
                new AdaptiveSender(new SharedFeeds(new RangedFeeds()), checkpoints));
    }

    /** The SDK would find it itself; but who is not AWS wants buckets in paths, too. */
    private Optional<URI> endpoint(String service) {
        return Stream.of("AWS_ENDPOINT_URL_" + service, "AWS_ENDPOINT_URL").map(variables::get)
                .filter(Objects::nonNull).filter(url -> !url.isBlank()).findFirst().map(URI::create);
    }

    /**
     * The steps by the configuration as it is now, give or take a minute. Throws
     * {@link dev.crossdock.settings.SettingsException} where it cannot be used, and
     * {@link dev.crossdock.aws.state.AwsStateException} where it cannot be read.
     */
    synchronized Rig rig() {
        WatchedObject.Version version = config.now();
        Instant now = clock.instant();
        Made known = made;
        if (known != null && version.tag().equals(known.version) && now.isBefore(known.at.plus(SECRETS_KEPT))) {
            return known.rig;
        }
        CrossdockSettings settings = CrossdockSettings.parse(config.toString(), version.text(), variables,
                new AwsSecrets(calls));
        settings.fetchCredentials();
        ConfiguredRegistries registries = new ConfiguredRegistries(settings,
                new ConfiguredRegistries.Shared(engine, state.hosts(), calls, processes));
        Rig rig = new Rig(settings, registries, new StepContext(registries, state.ledger(), fanout, clock, ends));
        made = new Made(version.tag(), now, rig);
        return rig;
    }

    /** What webhooks need of the same configuration: no secret is fetched, and no registry asked. Throws the same. */
    synchronized Intake intake() {
        WatchedObject.Version version = config.now();
        Instant now = clock.instant();
        Taken known = taken;
        if (known != null && version.tag().equals(known.version) && now.isBefore(known.at.plus(SECRETS_KEPT))) {
            return known.intake;
        }
        Intake intake = new Intake(
                CrossdockSettings.parse(config.toString(), version.text(), variables, new AwsSecrets(calls)), clock);
        taken = new Taken(version.tag(), now, intake);
        return intake;
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
