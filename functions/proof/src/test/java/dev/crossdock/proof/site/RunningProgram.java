package dev.crossdock.proof.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process of a trial. It ends with the trial, and with the tests' own JVM in any case. */
public final class RunningProgram implements AutoCloseable {
    /** How long a program may take to end when it is told to. */
    public static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final int TAIL_CHARACTERS = 4_000;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path output;

    private RunningProgram(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it; both its streams are appended to the output. What the tests' own JVM was given stays out. */
    public static RunningProgram start(List<String> command, Map<String, String> environment, Path output) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            ALIVE.add(process);
            process.getOutputStream().close();
            return new RunningProgram(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it wrote so far. */
    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what it wrote, and where the whole stands: for a failure's message. */
    public String evidence() {
        String text = output();
        return "--- %s%n%s".formatted(output, text.substring(Math.max(0, text.length() - TAIL_CHARACTERS)));
    }

    /** Waits for its end; says whether it came. */
    public boolean endsWithin(Duration duration) {
        try {
            return process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of process " + pid(), e);
        }
    }

    /** Its exit code, once it ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** SIGTERM: tells it to end, and waits until it has. */
    public int stop() {
        process.destroy();
        boolean ended = endsWithin(LONGEST_END);
        close();
        if (!ended) {
            throw new AssertionError("process %d did not end within %d s of SIGTERM%n%s".formatted(pid(),
                    LONGEST_END.toSeconds(), evidence()));
        }
        return process.exitValue();
    }

    /** SIGKILL, as {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        endsWithin(LONGEST_END);
        ALIVE.remove(process);
    }

    /** The most memory it ever had resident, in MiB; 0 once it has ended. */
    public long peakMebibytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10).findFirst().orElse(0);
        } catch (IOException e) {
            // The kernel forgets a process a moment before this JVM hears of its end.
            if (endsWithin(LONGEST_END)) {
                return 0;
            }
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
