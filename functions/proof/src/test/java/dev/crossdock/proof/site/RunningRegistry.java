package dev.crossdock.proof.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A registry as a process on a loopback port that it keeps over stops and starts. */
public final class RunningRegistry implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final int MAXIMUM_ATTEMPTS = 5;
    private static final Pattern PORT_TAKEN = Pattern.compile("address already in use|another program listens there");

    private final TrialFolder folder;
    private final RegistrySetup setup;
    private final int port;
    private RunningProgram program;

    private RunningRegistry(TrialFolder folder, RegistrySetup setup, int port) {
        this.folder = folder;
        this.setup = setup;
        this.port = port;
        this.program = run();
    }

    /** Starts it; when it returns, the registry answers. Takes another port where somebody was faster. */
    public static RunningRegistry start(TrialFolder folder, RegistrySetup setup) {
        for (int attempt = 1;; attempt++) {
            RunningRegistry registry = new RunningRegistry(folder, setup, Ports.free());
            if (registry.answers()) {
                return registry;
            }
            registry.close();
            if (attempt == MAXIMUM_ATTEMPTS || !PORT_TAKEN.matcher(registry.program.output()).find()) {
                throw new AssertionError("registry %s does not start%n%s".formatted(setup.name(),
                        registry.program.evidence()));
            }
        }
    }

    private RunningProgram run() {
        Path config = folder.data("config").resolve(setup.name() + ".yml");
        try {
            Files.writeString(config, setup.config(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return RunningProgram.start(setup.command(config), setup.environment(), folder.output(setup.name()));
    }

    private boolean answers() {
        Patience.until("registry " + setup.name() + " answers", LONGEST_START,
                () -> !program.isAlive() || isUp(), program::evidence);
        return program.isAlive();
    }

    private boolean isUp() {
        int status = Web.status(uri().resolve("/v2/"));
        return status == 200 || status == 401;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://" + host());
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** What it shows. */
    public RegistryView view() {
        return new RegistryView(uri());
    }

    /** Where its files lie. */
    public Path root() {
        return setup.root();
    }

    /** The process. */
    public RunningProgram program() {
        return program;
    }

    /** Ends it as an operator does; its port and its files stay as they are. */
    public void stop() {
        program.stop();
    }

    /** Runs docker-registry's own garbage collection on the files of one that was stopped; gives what it said. */
    public String collectGarbage(String... options) {
        List<String> command = new ArrayList<>(List.of(ForeignProgram.DOCKER_REGISTRY.path(), "garbage-collect"));
        command.addAll(List.of(options));
        command.add(folder.data("config").resolve(setup.name() + ".yml").toString());
        try (RunningProgram collection = RunningProgram.start(command, Map.of(), folder.output(setup.name() + "-gc"))) {
            if (!collection.endsWithin(RunningProgram.LONGEST_END) || collection.exitCode() != 0) {
                throw new AssertionError("%s: failed%n%s".formatted(command, collection.evidence()));
            }
            return collection.output();
        }
    }

    /** Starts it again, on its port. */
    public void startAgain() {
        program = run();
        if (!answers()) {
            throw new AssertionError(
                    "registry %s does not start again%n%s".formatted(setup.name(), program.evidence()));
        }
    }

    /** The requests in its access log that match; docker-registry's own format, {@code "METHOD path HTTP/1.1" status}. */
    public long requests(String pattern) {
        Pattern line = Pattern.compile(pattern);
        return program.output().lines().filter(it -> line.matcher(it).find()).count();
    }

    @Override
    public void close() {
        program.close();
    }
}
