package dev.crossdock.testkit.lambda;

import dev.crossdock.testkit.lambda.RuntimeApi.Invocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A process with a Runtime API of ours. */
final class OwnSandbox implements Sandbox {
    /** Lambda gives it ten seconds; this machine may have more to do. */
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final FunctionSetup setup;
    private final RuntimeApi api = new RuntimeApi();
    private final Process process;
    private final long begunNanos = System.nanoTime();
    private Optional<Duration> init = Optional.empty();
    private boolean reported;

    /** Starts the process; both its streams are appended to the log. */
    OwnSandbox(FunctionSetup setup, Path log) {
        this.setup = setup;
        this.process = SandboxProcesses.start(setup, setup.command(), setup.variables(api.address()), log);
        atExit(exited -> api.started().complete(Optional.of(exited)));
    }

    private void atExit(Consumer<Ended> told) {
        var _ = process.onExit().thenAccept(ended -> told.accept(new Ended.Exited(ended.exitValue())));
    }

    @Override
    public Report invoke(String payload) throws InterruptedException {
        Optional<Ended> failure = awaitStart();
        Optional<Duration> cold = reported ? Optional.empty() : init;
        reported = true;
        long start = System.nanoTime();
        Invocation invocation = Invocation.of(payload, setup.arn(),
                System.currentTimeMillis() + setup.timeout().toMillis());
        Ended ended = failure.isPresent() ? failure.get() : run(invocation);
        return new Report(setup.name(), invocation.id(), Duration.ofNanos(System.nanoTime() - start), cold,
                setup.size().megabytes(), ended);
    }

    private Optional<Ended> awaitStart() throws InterruptedException {
        try {
            Optional<Ended> failure = api.started().get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
            if (init.isEmpty()) {
                init = Optional.of(Duration.ofNanos(System.nanoTime() - begunNanos));
            }
            return failure;
        } catch (TimeoutException | ExecutionException e) {
            return Optional
                    .of(new Ended.Failed("no first request for an invocation within " + LONGEST_START + ": " + e));
        }
    }

    private Ended run(Invocation invocation) throws InterruptedException {
        atExit(exited -> invocation.ended().complete(exited));
        Thread handing = Thread.ofVirtual().start(() -> {
            try {
                api.handOver(invocation);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return invocation.ended().get(setup.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            return new Ended.TimedOut();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an invocation of " + setup.name(), e);
        } finally {
            handing.interrupt();
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void kill() {
        SandboxProcesses.kill(process);
    }

    @Override
    public void close() {
        kill();
        api.close();
    }
}
