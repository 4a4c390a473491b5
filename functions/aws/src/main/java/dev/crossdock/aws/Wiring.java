package dev.crossdock.aws;

import dev.crossdock.aws.access.AwsCalls;
import dev.crossdock.aws.access.AwsSecrets;
import dev.crossdock.aws.access.Endpoints;
import dev.crossdock.aws.config.Intake;
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
import dev.crossdock.settings.SettingsException;
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
    /** For how long a configuration that cannot be used is not tried again. */
    static final Duration UNUSABLE_KEPT = Duration.ofSeconds(30);
    /** The same where AWS had no answer. */
    static final Duration UNREAD_KEPT = Duration.ofSeconds(5);

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
    private @Nullable Made made;
    private @Nullable Taken taken;
    private @Nullable Unusable unusable;
    private @Nullable Unusable closed;

    /** The steps of one version of the configuration, when its secrets were read, and until when nobody asks whether. */
    private record Made(String version, Instant at, Instant trustedUntil, Rig rig) {}

    /** Why there are no steps, which is not found out again for each message: that costs a call for each secret. */
    private record Unusable(Instant until, RuntimeException why) {}

    /** The same of what webhooks need. */
    private record Taken(String version, Instant at, Instant trustedUntil, Intake intake) {}

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
    }

    /**
     * The steps by the configuration as it is now, give or take a minute. Throws
     * {@link dev.crossdock.settings.SettingsException} where it cannot be used, and
     * {@link dev.crossdock.aws.state.AwsStateException} where it cannot be read.
     */
    synchronized Rig rig() {
        Instant now = clock.instant();
        Unusable last = unusable;
        if (last != null && now.isBefore(last.until)) {
            throw last.why;
        }
        try {
            Rig rig = current(now);
            unusable = null;
            return rig;
        } catch (SettingsException e) {
            unusable = new Unusable(now.plus(UNUSABLE_KEPT), e);
            throw e;
        } catch (RuntimeException e) {
            unusable = new Unusable(now.plus(UNREAD_KEPT), e);
            throw e;
        }
    }

    private Rig current(Instant now) {
        Made known = made;
        if (known != null && now.isBefore(known.trustedUntil)) {
            return known.rig;
        }
        WatchedObject.Version version;
        try {
            version = config.now();
        } catch (AwsStateException e) {
            if (known == null || !e.isPassing()) {
                throw e;
            }
            return goOn(known, now, e);
        }
        boolean same = known != null && version.tag().equals(known.version);
        if (known != null && same && now.isBefore(known.at.plus(SECRETS_KEPT))) {
            return known.rig;
        }
        try {
            Made fresh = new Made(version.tag(), now, Instant.MIN, make(version));
            made = fresh;
            return fresh.rig;
        } catch (Unavailable e) {
            if (known == null || !same) {
                throw e;
            }
            return goOn(known, now, e);
        }
    }

    /** AWS says nothing new for now: what it said last is as good as it was a minute ago. */
    private Rig goOn(Made known, Instant now, RuntimeException failure) {
        made = new Made(known.version, known.at, now.plus(UNREAD_KEPT), known.rig);
        log(new StepLine("configure", now).with("error", String.valueOf(failure.getMessage()))
                .with("todo", "none: the configuration and its secrets of %s are used until they can be read again"
                        .formatted(known.at))
                .ended("kept", Duration.ZERO));
        return known.rig;
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

    /** What webhooks need of the same configuration: no secret is fetched, and no registry asked. Throws the same. */
    synchronized Intake intake() {
        Instant now = clock.instant();
        Unusable last = closed;
        if (last != null && now.isBefore(last.until)) {
            throw last.why;
        }
        try {
            Intake intake = intake(now);
            closed = null;
            return intake;
        } catch (RuntimeException e) {
            closed = new Unusable(now.plus(e instanceof SettingsException ? UNUSABLE_KEPT : UNREAD_KEPT), e);
            throw e;
        }
    }

    private Intake intake(Instant now) {
        Taken known = taken;
        if (known != null && now.isBefore(known.trustedUntil)) {
            return known.intake;
        }
        WatchedObject.Version version;
        try {
            version = config.now();
        } catch (AwsStateException e) {
            if (known == null || !e.isPassing()) {
                throw e;
            }
            taken = new Taken(known.version, known.at, now.plus(UNREAD_KEPT), known.intake);
            return known.intake;
        }
        boolean same = known != null && version.tag().equals(known.version);
        if (known != null && same && now.isBefore(known.at.plus(SECRETS_KEPT))) {
            return known.intake;
        }
        Intake intake = known != null && same
                ? known.intake.renewed(settings(version))
                : new Intake(settings(version), clock);
        taken = new Taken(version.tag(), now, Instant.MIN, intake);
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
