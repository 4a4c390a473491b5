package dev.crossdock.proof.site;

import dev.crossdock.proof.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code crossdock serve} as a process on a loopback port, with a configuration as the README shows it. */
public final class RunningServe implements AutoCloseable {
    /** What the source's registry sends with its notifications. */
    public static final String TOKEN = "correct-horse-battery-staple";
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final TrialFolder folder;
    private final int port;
    private RunningProgram program;

    private RunningServe(TrialFolder folder, int port) {
        this.folder = folder;
        this.port = port;
        this.program = run();
    }

    /** Starts it between two registries; when it returns, notifications are taken. */
    public static RunningServe start(TrialFolder folder, int port, URI edge, URI prod) {
        try {
            Files.writeString(config(folder), """
                    listen: 127.0.0.1:%d
                    state: ./state
                    registries:
                      edge: {url: "%s", webhookToken: {env: EDGE_TOKEN}}
                      prod: {url: "%s"}
                    rules:
                      - name: everything-of-team
                        source: {registry: edge, repositories: ["team/**"], tags: ["*"]}
                        targets: [{registry: prod, repository: "mirror/{repository}", tag: "{tag}"}]
                    """.formatted(port, edge, prod));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RunningServe serve = new RunningServe(folder, port);
        serve.awaitReady();
        return serve;
    }

    /** Where its configuration lies, in the folder that its state is in. */
    public static Path config(TrialFolder folder) {
        return folder.data("serve").resolve("crossdock.yaml");
    }

    private RunningProgram run() {
        return RunningProgram.start(
                List.of(Distribution.built().launcher().toString(), "serve", "--config", config(folder).toString()),
                Map.of("EDGE_TOKEN", TOKEN), folder.output("serve"));
    }

    private void awaitReady() {
        Patience.until("crossdock serve answers", LONGEST_START,
                () -> !program.isAlive() || Web.status(at("/health")) == 200, program::evidence);
        if (!program.isAlive()) {
            String evidence = program.evidence();
            program.close();
            throw new AssertionError("crossdock serve does not start%n%s".formatted(evidence));
        }
    }

    /** An address of it. */
    public URI at(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    /** Where the source's registry sends its notifications. */
    public static String hook(int port) {
        return "http://127.0.0.1:%d/hooks/edge".formatted(port);
    }

    /** Sends a notification with the right token. */
    public HttpResponse<byte[]> notifying(HttpRequest.Builder request) {
        return Web.send(request.setHeader("Authorization", "Bearer " + TOKEN));
    }

    /** The process. */
    public RunningProgram program() {
        return program;
    }

    /** Begins to start it again, on its port and its state; it may be killed before it is ready. */
    public void startAgain() {
        program = run();
    }

    /** The same, and waits until it answers. */
    public void startAgainReady() {
        startAgain();
        awaitReady();
    }

    @Override
    public void close() {
        program.close();
    }
}
