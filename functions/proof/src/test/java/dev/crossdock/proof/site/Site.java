package dev.crossdock.proof.site;

import dev.crossdock.proof.site.RegistrySetup.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Two registries with {@code crossdock serve} between them; the first one's notifications lead to it. */
public record Site(TrialFolder folder, RunningRegistry edge, RunningRegistry prod, RunningServe serve)
        implements
            AutoCloseable {
    private static final Duration LONGEST_ARRIVAL = Duration.ofSeconds(60);
    private static final int MAXIMUM_ATTEMPTS = 3;

    /** Both registries are of one kind. */
    public static Site start(String trial, Kind kind) {
        return start(trial, kind, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** The addresses that the configuration names may lead through something else. */
    public static Site start(String trial, Kind kind, UnaryOperator<URI> edgeSeen, UnaryOperator<URI> prodSeen) {
        TrialFolder folder = TrialFolder.of(trial);
        RunningRegistry prod = RunningRegistry.start(folder, new RegistrySetup("prod", kind, folder.data("prod")));
        for (int attempt = 1;; attempt++) {
            int port = Ports.free();
            RunningRegistry edge = RunningRegistry.start(folder, new RegistrySetup("edge", kind, folder.data("edge"))
                    .notifying(RunningServe.hook(port), RunningServe.TOKEN));
            try {
                RunningServe serve = RunningServe.start(folder, port, edgeSeen.apply(edge.uri()),
                        prodSeen.apply(prod.uri()));
                return new Site(folder, edge, prod, serve);
            } catch (AssertionError e) {
                edge.close();
                if (attempt == MAXIMUM_ATTEMPTS || !String.valueOf(e.getMessage()).contains("Address already in use")) {
                    prod.close();
                    throw e;
                }
            }
        }
    }

    /** Waits until the target's tag names the digest, and everything beneath it is there. */
    public void awaitArrival(String repository, String tag, String digest) {
        String mirrored = "mirror/" + repository;
        await("%s:%s names %s".formatted(mirrored, tag, digest),
                () -> prod.view().digest(mirrored, tag).equals(Optional.of(digest)));
        List<String> missing = prod.view().missing(mirrored, tag);
        if (!missing.isEmpty()) {
            throw new AssertionError("%s:%s lacks %s%n%s".formatted(mirrored, tag, missing, evidence()));
        }
    }

    /** Waits for a condition as long as an arrival may take. */
    public void await(String what, BooleanSupplier condition) {
        Patience.until(what, LONGEST_ARRIVAL, condition, this::evidence);
    }

    /** The ends of all outputs. */
    public String evidence() {
        return serve.program().evidence() + edge.program().evidence() + prod.program().evidence();
    }

    @Override
    public void close() {
        try (folder; edge; prod; serve) {
            // Closed in the order serve, prod, edge, folder.
        }
    }
}
