package dev.crossdock.cli.registry;

import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.Upkeep;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crossdock registry garbage-collect}: deletes what nothing refers to, also while the registry serves. */
@Command(name = "garbage-collect", mixinStandardHelpOptions = true, description = "Deletes what no image refers to any longer. The registry may serve meanwhile.")
final class CollectGarbage implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = {"-d", "--dry-run"}, description = "Say what would go, and delete nothing")
    private boolean dryRun;

    @Option(names = {"-m",
            "--delete-untagged"}, description = "Also manifests that no tag, index or subject holds")
    private boolean deleteUntagged;

    @Option(names = {"-q", "--quiet"}, description = "Say only what went wrong")
    private boolean quiet;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Override
    public Integer call() throws IOException {
        RegistrySettings settings = config.read(spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        int code = new Upkeep(settings).collect(dryRun, deleteUntagged, quiet ? line -> {} : out::println);
        out.flush();
        return code;
    }
}
