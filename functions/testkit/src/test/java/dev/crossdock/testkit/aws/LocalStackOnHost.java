package dev.crossdock.testkit.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** LocalStack as a process of this machine, installed where it is missing by {@code .ci/localstack}. */
final class LocalStackOnHost implements Backend {
    /** The first time it is installed. */
    private static final Duration LONGEST_START = Duration.ofMinutes(12);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);
    private static final long LONGEST_STOP_SECONDS = 20;
    private static final int LOG_CHARACTERS = 2_000;

    private final URI uri;
    private final Process process;
    private final Path log;
    private final Thread atExit = new Thread(this::stop, "localstack-stop");

    /** Throws IllegalStateException, with the end of its log, where it does not start. */
    LocalStackOnHost() {
        Path root = Path.of(System.getProperty("crossdock.root"));
        try {
            Path home = Files.createTempDirectory("localstack");
            this.log = home.resolve("log");
            this.uri = URI.create("http://127.0.0.1:" + freePort());
            ProcessBuilder command = new ProcessBuilder(root.resolve(".ci/localstack").toString());
            command.environment().put("GATEWAY_LISTEN", uri.getAuthority());
            command.environment().put("LOCALSTACK_HOME", home.toString());
            this.process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
        awaitHealth();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitHealth() {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        HttpRequest look = HttpRequest.newBuilder(uri.resolve("/_localstack/health")).timeout(LONGEST_LOOK).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!answers(client, look)) {
                boolean died = process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
                if (died || System.nanoTime() - end > 0) {
                    stop();
                    throw new IllegalStateException("start LocalStack at %s: got no answer, wanted one within %s: %s"
                            .formatted(uri, LONGEST_START, endOfLog()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            throw new IllegalStateException("start LocalStack: interrupted", e);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest look) throws InterruptedException {
        try {
            return client.send(look, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private String endOfLog() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - LOG_CHARACTERS));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public AwsEndpoint sqs() {
        return new AwsEndpoint(uri, "us-east-1", "test", "test");
    }

    @Override
    public AwsEndpoint s3() {
        return sqs();
    }

    @Override
    public String description() {
        return "localstack (on this machine at %s)".formatted(uri);
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
