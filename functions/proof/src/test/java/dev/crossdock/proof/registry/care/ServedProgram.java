package dev.crossdock.proof.registry.care;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.site.Patience;
import dev.crossdock.proof.site.Ports;
import dev.crossdock.proof.site.RunningProgram;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.proof.site.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code crossdock registry serve} as a process, which collects all the time and can be killed. */
final class ServedProgram implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final TrialFolder folder;
    private final int port = Ports.free();
    private final Path config;
    private RunningProgram program;

    ServedProgram(TrialFolder folder) {
        this.folder = folder;
        this.config = folder.data("registry").resolve("config.yml");
        try {
            Files.writeString(config, """
                    version: 0.1
                    log: {level: error, accesslog: {disabled: true}}
                    storage:
                      filesystem: {rootdirectory: "%s"}
                      delete: {enabled: true}
                    http: {addr: "127.0.0.1:%d"}
                    crossdock: {collector: {grace: 1s, interval: 200ms, deleteuntagged: true}}
                    """.formatted(folder.data("content"), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.program = begin();
    }

    private RunningProgram begin() {
        RunningProgram begun = RunningProgram.start(
                List.of(Distribution.built().launcher().toString(), "registry", "serve", config.toString()), Map.of(),
                folder.output("registry"));
        Patience.until("the registry answers", LONGEST_START, () -> !begun.isAlive() || Web.status(at("/v2/")) == 200,
                begun::evidence);
        return begun;
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    void killAndBeginAgain() {
        program.kill();
        program = begin();
    }

    String evidence() {
        return program.evidence();
    }

    /** A verb of {@code crossdock registry} on the same configuration. */
    Distribution.Answer run(String... verb) {
        return Distribution.built().run(Stream.concat(Stream.of("registry"),
                Stream.concat(Stream.of(verb), Stream.of(config.toString()))).toArray(String[]::new));
    }

    @Override
    public void close() {
        program.close();
    }
}
