package dev.crossdock.cli.shell;

import dev.crossdock.client.auth.stores.UnusableAuthFileException;
import dev.crossdock.replication.embedded.StateException;
import dev.crossdock.replication.embedded.StateInUseException;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.transfer.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a person is told of a failure. */
public final class Explanation {
    private Explanation() {}

    /** Its own words where it was made for people; else what it is, and that it is a fault of ours. */
    public static String of(Exception failure) {
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
}
