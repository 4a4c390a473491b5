package dev.crossdock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, on a loopback port; closing it ends the process. */
final class Daemon implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final int STOP_SECONDS = 40;
    private static final int LOOK_MILLIS = 20;

    private final Process process;
    private final Path log;
    private final int port;

    private Daemon(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts the command and returns when its port answers. */
    static Daemon start(List<String> command, int port, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // distribution v3 sends traces to a collector that is not there, unless it is told not to.
        builder.environment().put("OTEL_TRACES_EXPORTER", "none");
        Process process = builder.start();
        Daemon daemon = new Daemon(process, log, port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!daemon.answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("%s: port %d did not answer: %s".formatted(String.join(" ", command), port,
                        Files.readString(log).strip()));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return daemon;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** What it has cost its machine so far, its children's share too. */
    Spent spent() throws IOException {
        try (Stream<ProcessHandle> children = process.descendants()) {
            List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), children).toList();
            Spent sum = Spent.NOTHING;
            for (ProcessHandle each : all) {
                sum = sum.plus(Spent.of(each.pid()));
            }
            return sum;
        }
    }

    Path log() {
        return log;
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
