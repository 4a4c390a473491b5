package dev.crossdock.cli.copy;

import dev.crossdock.cli.pace.LimitOptions;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.Terminal;
import dev.crossdock.cli.sides.Sides;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Reference;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.memory.ImmediateReplication;
import dev.crossdock.replication.steps.ImagePlanner;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.upload.Checkpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crossdock copy SOURCE TARGET}: one image, with everything beneath it, from one registry to another. */
@Command(name = "copy", mixinStandardHelpOptions = true, description = "Copies one image, with all its platforms, byte for byte.")
public final class CopyCommand implements Callable<Integer> {
    /** Requests and small blobs at a time. */
    private static final int STREAMS = 16;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "docker://HOST/REPOSITORY[:TAG|@DIGEST]")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "docker://HOST/REPOSITORY[:TAG]")
    private String target = "";

    @Mixin
    private final Sides sides = new Sides();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final ExtentOptions extent = new ExtentOptions();

    @Mixin
    final SkopeoDefaults defaults = new SkopeoDefaults();

    @Option(names = "--dry-run", description = "Print the plan, with bytes and reasons, and change nothing")
    private boolean dryRun;

    @Option(names = {"-q", "--quiet"}, description = "Say nothing unless it fails")
    private boolean quiet;

    @Option(names = "--resume", description = "Keep how far each large blob got, and go on from there in the next run with --resume")
    private boolean resume;

    @Option(names = "--digestfile", paramLabel = "FILE", description = "Write the digest of the copied manifest to FILE")
    private @Nullable Path digestFile;

    @Override
    public Integer call() throws IOException {
        Reference from = ImageName.named(source);
        Reference to = ImageName.named(target);
        Extent _ = extent.extent(); // what contradicts itself is said before anything is asked
        try (HttpEngine engine = new HttpEngine(); Fanout fanout = new Fanout("transfer", limits.width(STREAMS))) {
            TwoRegistries registries = TwoRegistries.reached(engine, sides, from, to);
            limits.limit(registries.source(), registries.target());
            TagOrDigest chosen = extent.choose(registries.source().source(from.repository()), from.tagOrDigest());
            TagOrDigest named = to.tag().<TagOrDigest>map(tag -> tag).orElseGet(to::tagOrDigest);
            Route route = new Route(new Endpoint(TwoRegistries.SOURCE, from.repository(), chosen),
                    new Endpoint(TwoRegistries.TARGET, to.repository(), named));
            if (dryRun) {
                return plan(registries, fanout, route);
            }
            return copy(registries, fanout, route);
        }
    }

    private boolean isDebug() {
        OptionSpec debug = spec.root().findOption("--debug");
        return debug != null && Boolean.TRUE.equals(debug.getValue());
    }

    private int plan(TwoRegistries registries, Fanout fanout, Route route) {
        Source from = registries.source(TwoRegistries.SOURCE, route.source().repository());
        PrintWriter out = spec.commandLine().getOut();
        TagOrDigest named = route.source().reference();
        ImagePlanner planner = new ImagePlanner(fanout);
        ImagePlanner.Seen seen = planner.look(registries, route).orElseThrow(() -> new RegistryException.Missing(
                new Circumstance("read image", named.toString(), "source " + from.place(), "no such manifest",
                        "an existing tag or digest"),
                null));
        ImagePlanner.Question question = new ImagePlanner.Question(route, seen, extent.extent(), false);
        switch (planner.decide(registries, question)) {
            case ImagePlanner.Decision.Equal(Digest digest) -> out.println(
                    "nothing to do: the target's %s is %s already".formatted(route.target().reference(),
                            digest.abbreviated()));
            case ImagePlanner.Decision.Copy copy -> {
                copy.plan().lines().forEach(out::println);
                out.println("tag %s: %s".formatted(route.target().reference(),
                        copy.tagged() ? "stays as it is" : "would be put last"));
            }
        }
        return ExitCode.DONE.code();
    }

    private int copy(TwoRegistries registries, Fanout fanout, Route route) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Outcome outcome;
        CopyReport report;
        Checkpoints checkpoints = resume ? checkpoints(err) : Checkpoints.NONE;
        try (ProgressBars bars = new ProgressBars(err, ProgressBars.Manner.of(quiet, Terminal.isStderr()))) {
            report = new CopyReport(bars);
            outcome = new ImmediateReplication(registries, fanout, checkpoints).run(route, extent.extent(), report);
        }
        if (outcome == Outcome.GONE) {
            throw new ExplainedException(ExitCode.NOT_FOUND,
                    "%s: the source's tag was removed while it was copied".formatted(source));
        }
        if (!quiet) {
            err.println("%s → %s: %s".formatted(source, target, report.line(outcome)));
        }
        if (isDebug()) {
            err.println("requests: %d to the source, %d to the target".formatted(registries.source().requests(),
                    registries.target().requests()));
        }
        if (digestFile != null) {
            Files.writeString(digestFile, digestAt(registries, route.target()).toString());
        }
        return ExitCode.DONE.code();
    }

    /** Where none can be kept (a full disk, a file in the folder's place), the image arrives all the same. */
    private Checkpoints checkpoints(PrintWriter err) {
        try {
            return FileCheckpoints.ofUser(System.getenv());
        } catch (UncheckedIOException e) {
            if (!quiet) {
                err.println(
                        "goes on without --resume, a later run may have to send all of it again: " + e.getMessage());
            }
            return Checkpoints.NONE;
        }
    }

    /** What the target's tag names: people sign what stands in a digest file. */
    private static Digest digestAt(TwoRegistries registries, Endpoint to) {
        return registries.target(TwoRegistries.TARGET, to.repository()).describe(to.reference())
                .map(Descriptor::digest)
                .orElseThrow(() -> new ExplainedException(ExitCode.FAILED,
                        "the target's %s was removed after the copy: no digest was written".formatted(to.reference())));
    }
}
