package dev.crossdock.cli;

import dev.crossdock.cli.copy.CopyCommand;
import dev.crossdock.cli.demo.DemoCommand;
import dev.crossdock.cli.registry.RegistryCommand;
import dev.crossdock.cli.sync.SyncCommand;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
@Command(name = "crossdock", mixinStandardHelpOptions = true, versionProvider = Crossdock.Versions.class, description = "Replicates container images between registries, byte for byte.")
final class Crossdock implements Callable<Integer> {
    private static final List<Class<?>> VERBS = List.of(CopyCommand.class, SyncCommand.class, ServeCommand.class,
            RegistryCommand.class, DemoCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where a failure came from, and count requests")
    void debug(boolean on) {
        // Read by who shows more: CommandFailure.isDebug.
    }

    static int run(String... args) {
        CommandFailure failure = new CommandFailure();
        CommandLine command = new CommandLine(new Crossdock());
        verbs(args).forEach(command::addSubcommand);
        command.setExecutionExceptionHandler(failure)
                .setParameterExceptionHandler(failure).setCaseInsensitiveEnumValuesAllowed(true);
        table(command);
        return command.execute(args);
    }

    /** The verb that is named, alone: reading the options of all takes longer than most commands. Else all, for help. */
    private static List<Class<?>> verbs(String... args) {
        Set<String> words = new HashSet<>(Arrays.asList(args));
        List<Class<?>> named = VERBS.stream().filter(verb -> words.contains(verb.getAnnotation(Command.class).name()))
                .toList();
        return named.isEmpty() && !words.equals(Set.of("--version")) ? VERBS : named;
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
