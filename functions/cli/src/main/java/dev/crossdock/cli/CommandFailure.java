package dev.crossdock.cli;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.Explanation;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine;

/** Turns what went wrong into one line on stderr and an exit code; a stack trace only with {@code --debug}. */
final class CommandFailure implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        PrintWriter err = command.getErr();
        if (failure instanceof ParameterException wrong) {
            return handleParseException(wrong, new String[0]);
        }
        if (isDebug(command.getCommandSpec())) {
            failure.printStackTrace(err);
        }
        Explanation.of(failure).lines().forEach(line -> err.println("crossdock: " + line));
        return ExitCode.of(failure).code();
    }

    private static boolean isDebug(CommandSpec verb) {
        OptionSpec debug = verb.root().findOption("--debug");
        return debug != null && Boolean.TRUE.equals(debug.getValue());
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("crossdock: " + wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.code();
    }

    /** The lines of the table for {@code --help}. */
    static String[] table() {
        return Arrays.stream(ExitCode.values()).map(each -> "%4d  %s".formatted(each.code(), each.meaning()))
                .toArray(String[]::new);
    }
}
