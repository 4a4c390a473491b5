package dev.crossdock.proof.lambda.stack;

import dev.crossdock.proof.site.Patience;
import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.TrialFolder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Two foreign registries with the stack between them; the first one's notifications lead to its address. */
public record LambdaSite(TrialFolder folder, Stack stack, RunningRegistry edge, RunningRegistry prod)
        implements
            AutoCloseable {
    /** Of what happens in seconds, on a machine that has other work. */
    public static final Duration LONG = Duration.ofMinutes(4);
    /** What the source's registry sends with its notifications. */
    public static final String TOKEN = "correct-horse-battery-staple";
    /** The configuration, with the addresses of edge and prod to come. */
    public static final String CONFIG = """
            registries:
              edge: {url: "%s", webhookToken: {secret: crossdock/webhooks/edge, key: token}}
              prod: {url: "%s"}
            rules:
              - name: everything-of-team
                source: {registry: edge, repositories: ["team/**"], tags: ["*"]}
                targets: [{registry: prod, repository: "mirror/{repository}", tag: "{tag}"}]
            """;

    /** Starts everything; the queues are read. */
    public static LambdaSite start(String trial, Stack.Account account, Blueprint blueprint) {
        return start(trial, account, blueprint, UnaryOperator.identity());
    }

    /** The address of the source, as the configuration names it, may lead through something else. */
    public static LambdaSite start(String trial, Stack.Account account, Blueprint blueprint,
            UnaryOperator<URI> edgeSeen) {
        TrialFolder folder = TrialFolder.of(trial);
        Stack stack = Stack.deploy(account, blueprint, folder);
        RunningRegistry prod = RunningRegistry.start(folder, setup(folder, "prod"));
        RunningRegistry edge = RunningRegistry.start(folder, setup(folder, "edge")
                .notifying(stack.hook("edge").toString(), TOKEN));
        LambdaSite site = new LambdaSite(folder, stack, edge, prod);
        stack.secrets().put("crossdock/webhooks/edge", "{\"token\":\"" + TOKEN + "\"}");
        stack.configure(CONFIG.formatted(edgeSeen.apply(edge.uri()), prod.uri()));
        stack.read();
        return site;
    }

    private static RegistrySetup setup(TrialFolder folder, String name) {
        return new RegistrySetup(name, Kind.FOREIGN, folder.data(name));
    }

    /** Puts a configuration into its bucket that has one more pattern of repositories in its rule. */
    public void configure(String pattern) {
        stack.configure(CONFIG.replace("team/**", "team/**\", \"" + pattern).formatted(edge.uri(), prod.uri()));
    }

    /** Waits until the target's tag names the digest, and everything beneath it is there. */
    public void awaitArrival(String repository, String tag, String digest) {
        String mirrored = "mirror/" + repository;
        await("%s:%s names %s".formatted(mirrored, tag, digest),
                () -> prod.view().digest(mirrored, tag).equals(Optional.of(digest)));
        assertWhole(mirrored);
    }

    /** Nothing that a tag of the target leads to is missing. */
    public void assertWhole(String repository) {
        List<String> missing = prod.view().missing(repository);
        if (!missing.isEmpty()) {
            throw new AssertionError("%s lacks %s%n%s".formatted(repository, missing, evidence()));
        }
    }

    /** Waits for a condition as long as anything here may take. */
    public void await(String what, BooleanSupplier condition) {
        Patience.until(what, LONG, condition, this::evidence);
    }

    /** The ends of all outputs. */
    public String evidence() {
        return stack.evidence() + edge.program().evidence() + prod.program().evidence();
    }

    @Override
    public void close() {
        try (folder; prod; stack; edge) {
            // Closed in the order edge, stack, prod, folder.
        }
    }
}
