package dev.crossdock.cli.registry;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.registry.RegistrySettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crossdock registry check}: reads everything, and says what does not fit. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Reads the whole content and tells of each link, digest and size that is wrong, and of orphans. Changes nothing.")
final class CheckContent implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Override
    public Integer call() {
        RegistrySettings settings = config.read(spec.commandLine().getErr());
        throw new ExplainedException(ExitCode.FAILED, "check %s: this build cannot".formatted(settings.storage()));
    }
}
