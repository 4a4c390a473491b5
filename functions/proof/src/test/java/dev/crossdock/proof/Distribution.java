package dev.crossdock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The folder that the build leaves, or a copy of it: starts its command as a person does. */
public record Distribution(Path home) {
    private static final int COMMAND_SECONDS = 60;

    /** What one command printed, and how it ended. */
    public record Answer(int exitCode, String stdout, String stderr) {}

    /** The one in functions/cli/target. */
    public static Distribution built() {
        Path home = Path.of(System.getProperty("crossdock.root"), "functions/cli/target/crossdock");
        assertThat(home.resolve("bin/crossdock")).as("the distribution; `mvn package` makes it").isExecutable();
        return new Distribution(home);
    }

    /** {@code bin/crossdock}. */
    public Path launcher() {
        return home.resolve("bin/crossdock");
    }

    Path jar(String prefix) {
        try (var files = Files.newDirectoryStream(home.resolve("lib"), prefix + "*.jar")) {
            return files.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command to its end. */
    public Answer run(String... args) {
        return run(Map.of(), args);
    }

    /** Runs the command to its end, with more in its environment. */
    public Answer run(Map<String, String> environment, String... args) {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(args));
        return run(environment, command);
    }

    /** True if the JVM takes the command's first class from the cache. */
    boolean usesCache() {
        return run(Map.of("CROSSDOCK_JAVA_OPTS", "-Xlog:class+load:stderr"), "--version").stderr()
                .contains("dev.crossdock.cli.Main source: shared objects file");
    }

    /** Runs any command with this environment over a small one: what the tests' own JVM was given stays out. */
    static Answer run(Map<String, String> environment, List<String> command) {
        try {
            Path stdout = Files.createTempFile("crossdock", ".out");
            Path stderr = Files.createTempFile("crossdock", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile());
                builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
                builder.environment().putAll(environment);
                int exitCode = exitCode(builder.start(), command);
                return new Answer(exitCode, Files.readString(stdout), Files.readString(stderr));
            } finally {
                Files.delete(stdout);
                Files.delete(stderr);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exitCode(Process process, List<String> command) throws IOException {
        process.getOutputStream().close();
        try {
            if (process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError("%s: still running after %d s".formatted(command, COMMAND_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("%s: interrupted".formatted(command), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A shell script that stands for a foreign program. */
    static Path script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, ("#!/bin/sh\n" + body + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
