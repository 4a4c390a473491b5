package dev.crossdock.testkit.lambda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The processes of all environments: none outlives this JVM. */
final class SandboxProcesses {
    private static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(SandboxProcesses::destroy)));
    }

    private SandboxProcesses() {}

    /** Starts one with these variables and no others; both its streams are appended to the log. */
    static Process start(FunctionSetup setup, List<String> command, Map<String, String> variables, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.directory(setup.taskRoot().map(Path::toFile)
                .orElseGet(() -> new File(log.toFile().getAbsoluteFile().getParent())));
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            ALIVE.add(process);
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("start %s by %s".formatted(setup.name(), command.getFirst()), e);
        }
    }

    /** SIGKILL, for what it started as well; waits until it has ended. */
    static void kill(Process process) {
        destroy(process);
        try {
            process.waitFor(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(process);
    }

    /** A function that an emulator started would outlive it. */
    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
