package dev.crossdock.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command: it knows the verbs and does nothing itself. */
@Command(name = "crossdock", mixinStandardHelpOptions = true, versionProvider = Crossdock.Versions.class, exitCodeOnInvalidInput = Crossdock.USAGE, description = "Replicates container images between registries, byte for byte.")
final class Crossdock implements Callable<Integer> {
    /** The exit code of a command line that cannot be understood (sysexits.h, EX_USAGE). */
    static final int USAGE = 64;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    static int run(String... args) {
        return new CommandLine(new Crossdock()).execute(args);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "crossdock: a command is missing");
    }

    /** Answers {@code --version} where it stands among other arguments. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{Version.line()};
        }
    }
}
