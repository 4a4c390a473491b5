package dev.crossdock.registry;

import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.settings.ListenAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.net.URI;

/** A registry in a process of its own, so that it can be killed. */
final class RegistryProcess implements AutoCloseable {
    private static final String READY = "listening on ";

    private final Process process;
    private final int port;

    private RegistryProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** On this root, telling a webhook at this address. */
    static RegistryProcess start(Path root, URI hook) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", classes, RegistryProcess.class.getName(), root.toString(), hook
                        .toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                Thread.ofVirtual().start(() -> said.lines().forEach(rest -> {
                    // read, so that the process never waits for somebody to
                }));
                return new RegistryProcess(process, Integer.parseInt(line.substring(READY.length())));
            }
        }
        process.destroyForcibly();
        throw new IOException("the registry's process ended before it listened");
    }

    /** The process itself. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        EndpointSettings endpoint = new EndpointSettings("hook", URI.create(arguments[1]), Map.of(), new Retry(Duration
                .ofSeconds(10), 3, Duration.ofMillis(20)), Ignored.NOTHING);
        RegistryServer server = RegistryServer.start(new RegistrySettings(new ListenAddress("127.0.0.1", 0), Path.of(
                arguments[0]), true, List.of(endpoint)));
        System.out.println(READY + server.port());
        Thread.currentThread().join();
    }

    int port() {
        return port;
    }

    /** As {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
