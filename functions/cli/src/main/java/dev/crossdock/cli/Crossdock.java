package dev.crossdock.cli;

import dev.crossdock.cli.copy.CopyCommand;
import dev.crossdock.cli.sync.SyncCommand;
import dev.crossdock.cli.demo.DemoCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** The root command: it knows the verbs and does nothing itself. */
@Command(name = "crossdock", mixinStandardHelpOptions = true, versionProvider = Crossdock.Versions.class, subcommands = {
        CopyCommand.class, SyncCommand.class, ServeCommand.class, RegistryCommand.class,
        DemoCommand.class}, description = "Replicates container images between registries, byte for byte.")
final class Crossdock implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where a failure came from, and count requests")
    void debug(boolean on) {
        // Read by who shows more: CommandFailure.isDebug.
    }

    static int run(String... args) {
        CommandFailure failure = new CommandFailure();
        CommandLine command = new CommandLine(new Crossdock()).setExecutionExceptionHandler(failure)
                .setParameterExceptionHandler(failure).setCaseInsensitiveEnumValuesAllowed(true);
        table(command);
        return command.execute(args);
    }

    private static void table(CommandLine command) {
        command.getCommandSpec().usageMessage().footerHeading("%nExit codes:%n").footer(CommandFailure.table());
        command.getSubcommands().values().forEach(Crossdock::table);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Answers {@code --version} where it stands among other arguments. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{Version.line()};
        }
    }
}
