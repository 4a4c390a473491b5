package dev.crossdock.testkit.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A process behind AWS's own emulator ({@code aws-lambda-rie}), which kills a function whose time is over. It starts the
 * function with the first invocation, so a cold one is not told apart, and knows whole seconds of time alone.
 */
final class EmulatorSandbox implements Sandbox {
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_INVOCATION = Duration.ofMinutes(20);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String PATH = "/2015-03-31/functions/function/invocations";
    private static final String LATE = "Task timed out after";

    private final FunctionSetup setup;
    private final int port = freePort();
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean isDead;

    EmulatorSandbox(Path emulator, FunctionSetup setup, Path log) {
        this.setup = setup;
        String runtimeApi = "127.0.0.1:" + freePort();
        List<String> command = new ArrayList<>(List.of(emulator.toString(), "--runtime-interface-emulator-address",
                "127.0.0.1:" + port, "--runtime-api-address", runtimeApi, "--log-level", "warn"));
        command.addAll(setup.command());
        Map<String, String> variables = new HashMap<>(setup.variables(runtimeApi));
        variables.put("AWS_LAMBDA_FUNCTION_TIMEOUT", Long.toString(Math.max(1, setup.timeout().toSeconds())));
        this.process = SandboxProcesses.start(setup, command, variables, log);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Report invoke(String payload) throws InterruptedException {
        awaitPort();
        long start = System.nanoTime();
        Ended ended = ended(payload);
        isDead = !(ended instanceof Ended.Answered || ended instanceof Ended.Failed);
        if (isDead) {
            kill();
        }
        return new Report(setup.name(), UUID.randomUUID().toString(), Duration.ofNanos(System.nanoTime() - start),
                Optional.empty(), setup.size().megabytes(), ended);
    }

    private Ended ended(String payload) throws InterruptedException {
        try {
            String body = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                    .timeout(LONGEST_INVOCATION).POST(HttpRequest.BodyPublishers.ofString(payload)).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
            if (body.contains(LATE)) {
                return new Ended.TimedOut();
            }
            return body.contains("\"errorType\"") ? new Ended.Failed(body) : new Ended.Answered(body);
        } catch (IOException e) {
            return new Ended.Exited(process.isAlive() ? -1 : process.exitValue());
        }
    }

    private void awaitPort() throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
    }

    @Override
    public boolean isAlive() {
        return !isDead && process.isAlive();
    }

    @Override
    public void kill() {
        isDead = true;
        SandboxProcesses.kill(process);
    }

    @Override
    public void close() {
        kill();
        http.close();
    }
}
