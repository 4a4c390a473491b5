package dev.crossdock.cli;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.client.auth.stores.UnusableAuthFileException;
import dev.crossdock.replication.embedded.StateException;
import dev.crossdock.replication.embedded.StateInUseException;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.transfer.RegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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
        message(failure).lines().forEach(line -> err.println("crossdock: " + line));
        return ExitCode.of(failure).code();
    }

    private static boolean isDebug(CommandSpec verb) {
        OptionSpec debug = verb.root().findOption("--debug");
        return debug != null && Boolean.TRUE.equals(debug.getValue());
    }

    private static String message(Exception failure) {
        return switch (failure) {
            case RegistryException it -> String.valueOf(it.getMessage());
            case ExplainedException it -> String.valueOf(it.getMessage());
            case SettingsException it -> String.valueOf(it.getMessage());
            case StateInUseException it -> String.valueOf(it.getMessage());
            case StateException it -> String.valueOf(it.getMessage());
            case UnusableAuthFileException it -> String.valueOf(it.getMessage());
            case IllegalArgumentException it -> String.valueOf(it.getMessage());
            case IllegalStateException it -> String.valueOf(it.getMessage());
            case IOException it -> named(it);
            case UncheckedIOException it -> explained(it);
            default -> failure + "; this is a fault of crossdock's own: run it with --debug and report it";
        };
    }

    private static String named(IOException failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** A disk or a network is nobody's bug: what was done, and what came in between, unless that was said already. */
    private static String explained(UncheckedIOException failure) {
        String message = String.valueOf(failure.getMessage());
        IOException cause = failure.getCause();
        return cause == null || message.contains(String.valueOf(cause.getMessage()))
                ? message
                : message + ": " + named(cause);
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
