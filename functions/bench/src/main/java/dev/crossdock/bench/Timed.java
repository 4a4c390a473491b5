package dev.crossdock.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one command took, from fork to exit. The CPU time is what the kernel counted for the process and its children when
 * bash waited for it; the memory is the largest resident set seen, which the kernel keeps for a process while it lives.
 */
record Timed(double wallSeconds, double cpuSeconds, long residentMegabytes) {
    private static final String SCRIPT = """
            out=$1; shift
            TIMEFORMAT='%3R %3U %3S'
            time "$@" >"$out.out" 2>"$out.err"
            exit $?""";
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+([0-9]+) kB$");
    private static final int LOOK_MILLIS = 10;
    private static final int KB_PER_MB = 1000;

    /** The command failed. */
    static final class FailedException extends IOException {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    /** Runs the command to its end. Throws FailedException with the end of its output where its exit code is not 0. */
    static Timed run(Path scratch, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = scratch.resolve("command");
        List<String> line = new ArrayList<>(List.of("bash", "-c", SCRIPT, "bash", output.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        AtomicLong peak = new AtomicLong();
        Thread looking = Thread.ofPlatform().name("resident").daemon().start(() -> look(process, peak));
        String times = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        looking.join();
        if (exitCode != 0) {
            throw new FailedException("%s: got exit code %d, wanted 0: %s".formatted(String.join(" ", command),
                    exitCode, Files.readString(Path.of(output + ".err")).strip()));
        }
        String[] parts = times.strip().split(" ", -1);
        return new Timed(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]) + Double.parseDouble(parts[2]),
                peak.get() / KB_PER_MB);
    }

    private static void look(Process process, AtomicLong peak) {
        try {
            while (process.isAlive()) {
                try (Stream<ProcessHandle> all = process.descendants()) {
                    all.forEach(each -> peak.accumulateAndGet(peakKilobytes(each.pid()), Math::max));
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static long peakKilobytes(long pid) {
        try {
            Matcher found = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException _) {
            return 0; // it has ended
        }
    }

    /** The medians of all, each by itself; empty of nothing. */
    static Optional<Timed> median(List<Timed> all) {
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new Timed(middle(all.stream().map(Timed::wallSeconds).toList()),
                        middle(all.stream().map(Timed::cpuSeconds).toList()),
                        (long) middle(all.stream().map(it -> (double) it.residentMegabytes).toList())));
    }

    /** The median; of an even number the mean of the two in the middle. */
    static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
