package dev.crossdock.cli.sync;

import dev.crossdock.cli.copy.CopyReport;
import dev.crossdock.cli.copy.ExtentOptions;
import dev.crossdock.cli.copy.ImageName;
import dev.crossdock.cli.copy.ProgressBars;
import dev.crossdock.cli.copy.SkopeoDefaults;
import dev.crossdock.cli.copy.TwoRegistries;
import dev.crossdock.cli.pace.LimitOptions;
import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.cli.shell.Terminal;
import dev.crossdock.cli.sides.Sides;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Reference;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.memory.ImmediateReplication;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.Fanout;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crossdock sync SOURCE TARGET}: every tag of one repository, made equal in another. */
@Command(name = "sync", mixinStandardHelpOptions = true, description = "Makes the tags of one repository equal to those of another, byte for byte. One tag that fails does not stop the others. Deletes nothing.")
public final class SyncCommand implements Callable<Integer> {
    /** Requests and small blobs at a time. */
    private static final int STREAMS = 16;
    /** Tags under way at a time, each on a thread of its own. */
    private static final int TAGS = 12;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "docker://HOST/REPOSITORY; with :TAG that tag alone")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "docker://HOST/REPOSITORY")
    private String target = "";

    @Mixin
    private final Sides sides = new Sides();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final TagChoice choice = new TagChoice();

    @Mixin
    private final ExtentOptions extent = new ExtentOptions();

    @Mixin
    final SkopeoDefaults defaults = new SkopeoDefaults();

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "How the results are written: table or json")
    private SyncReport.Output output = SyncReport.Output.TABLE;

    @Option(names = {"-q", "--quiet"}, description = "Say nothing of tags that did not fail")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Reference from = ImageName.named(source);
        Reference to = ImageName.named(target);
        requireRepositories(from, to);
        Extent wanted = extent.extent(); // what contradicts itself is said before anything is asked
        long begun = System.nanoTime();
        try (HttpEngine engine = new HttpEngine();
                Fanout fanout = new Fanout("transfer", limits.width(STREAMS));
                Fanout tagFanout = new Fanout("tag", TAGS)) {
            TwoRegistries registries = TwoRegistries.reached(engine, sides, from, to);
            limits.limit(registries.source(), registries.target());
            Optional<ListedTags> listed = from.tag().isPresent()
                    ? Optional.empty()
                    : Optional.of(ListedTags.ask(registries, fanout, from, to));
            List<Tag> tags = listed.map(it -> chosen(it.inOrder(),
                    registries.source() + "/" + from.repository())).orElseGet(() -> from.tag().stream().toList());
            Registries known = listed.<Registries>map(it -> it).orElse(registries);
            Syncing syncing = new Syncing(from, to, wanted, known, new ImmediateReplication(known, fanout));
            List<TagResult> results;
            try (ProgressBars bars = new ProgressBars(spec.commandLine().getErr(),
                    ProgressBars.Manner.of(quiet, Terminal.isStderr()))) {
                results = tagFanout.map(tags, tag -> syncing.sync(tag, extent, bars));
            }
            double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
            tell(new SyncReport(source, target, results, seconds));
            countRequests(registries);
            return exitCode(results).code();
        }
    }

    private void requireRepositories(Reference from, Reference to) {
        if (from.digest().isPresent() || to.digest().isPresent()) {
            throw new ExplainedException(ExitCode.USAGE,
                    "sync %s %s: tags are synced, wanted no digest: crossdock copy takes one".formatted(source,
                            target));
        }
        if (from.tag().isPresent() && choice.isMade()) {
            throw new ExplainedException(ExitCode.USAGE,
                    "source %s: it names one tag, and --include and --exclude choose among all: wanted one of both"
                            .formatted(source));
        }
        if (to.tag().isPresent()) {
            throw new ExplainedException(ExitCode.USAGE,
                    "target %s: each tag goes to the tag of its name, wanted docker://HOST/REPOSITORY"
                            .formatted(target));
        }
    }

    private List<Tag> chosen(List<Tag> all, String place) {
        List<Tag> chosen = choice.of(all);
        if (chosen.isEmpty()) {
            throw new ExplainedException(ExitCode.NOT_FOUND, all.isEmpty()
                    ? "list tags at source %s: got none, wanted a repository with tags".formatted(place)
                    : "list tags at source %s: got %d, of which none fits --include and --exclude".formatted(place,
                            all.size()));
        }
        return chosen;
    }

    /** Everything that the tags of one sync share. */
    private record Syncing(Reference from, Reference to, Extent extent, Registries registries,
            ImmediateReplication replication) {
        TagResult sync(Tag tag, ExtentOptions options, BlobProgress progress) {
            CopyReport report = new CopyReport(progress);
            try {
                TagOrDigest chosen = options.choose(registries.source(TwoRegistries.SOURCE, from.repository()), tag);
                Route route = new Route(new Endpoint(TwoRegistries.SOURCE, from.repository(), chosen),
                        new Endpoint(TwoRegistries.TARGET, to.repository(), tag));
                return TagResult.of(tag, replication.run(route, extent, report), report);
            } catch (RuntimeException e) {
                return TagResult.failed(tag, e, report);
            } finally {
                report.end();
            }
        }
    }

    private void tell(SyncReport report) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        if (!quiet || output == SyncReport.Output.JSON) {
            report.write(output, out);
            out.flush();
        }
        for (TagResult result : report.results()) {
            if (isDebug()) {
                result.failure().ifPresent(failure -> failure.printStackTrace(err));
            }
            result.reason().ifPresent(reason -> err.println("crossdock: tag %s: %s".formatted(result.tag(), reason)));
        }
        if (!quiet) {
            err.println("%s → %s: %s".formatted(source, target, report.summary()));
        }
    }

    private boolean isDebug() {
        OptionSpec debug = spec.root().findOption("--debug");
        return debug != null && Boolean.TRUE.equals(debug.getValue());
    }

    private void countRequests(TwoRegistries registries) {
        if (isDebug()) {
            spec.commandLine().getErr().println("requests: %d to the source, %d to the target"
                    .formatted(registries.source().requests(), registries.target().requests()));
        }
    }

    /** Where all failed in the same way, that way; where only some did, that. */
    private static ExitCode exitCode(List<TagResult> results) {
        List<ExitCode> failures = results.stream().flatMap(it -> it.failure().stream()).map(ExitCode::of).distinct()
                .toList();
        long failed = results.stream().filter(it -> it.failure().isPresent()).count();
        if (failures.isEmpty()) {
            return ExitCode.DONE;
        }
        return failed == results.size() && failures.size() == 1 ? failures.getFirst() : ExitCode.SOME_FAILED;
    }
}
