package dev.crossdock.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * What the packaging runs once so that the JVM can record which classes a command loads (the AOT cache). Every row is
 * one command line, run in this process with its output thrown away; one that fails fails the build.
 */
final class Training {
    private static final List<String[]> COMMANDS = List.of(commandLine("--version"), commandLine("--help"));

    private Training() {}

    public static void main(String[] args) {
        PrintStream stdout = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        for (String[] command : COMMANDS) {
            int exitCode = Main.run(command);
            if (exitCode != 0) {
                throw new IllegalStateException(
                        "training: crossdock %s: got exit code %d, wanted 0".formatted(String.join(" ", command),
                                exitCode));
            }
        }
        System.setOut(stdout);
        System.exit(0); // as Main ends: leaving has classes of its own
    }

    private static String[] commandLine(String... words) {
        return words;
    }
}
