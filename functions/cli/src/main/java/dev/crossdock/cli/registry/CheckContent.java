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

/** {@code crossdock registry check}: reads everything, and says what does not fit. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Reads the whole content and tells of each link, digest and size that is wrong, and of orphans. Changes nothing.")
final class CheckContent implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--fast", description = "Do not read the blobs' bytes")
    private boolean fast;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Override
    public Integer call() throws IOException {
        RegistrySettings settings = config.read(spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        int code = new Upkeep(settings).check(fast, out::println);
        out.flush();
        return code;
    }
}
