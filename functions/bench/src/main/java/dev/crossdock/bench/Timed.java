package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one command took, from fork to exit. The CPU time is what the kernel counted for the process and its children when
 * bash waited for it.
 */
record Timed(double wallSeconds, double cpuSeconds) {
    private static final String SCRIPT = """
            out=$1; shift
            TIMEFORMAT='%3R %3U %3S'
            time "$@" >"$out.out" 2>"$out.err"
            exit $?""";

    /** Runs the command to its end. Throws IOException with the end of its output where its exit code is not 0. */
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
        String times = new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new IOException("%s: got exit code %d, wanted 0: %s".formatted(String.join(" ", command), exitCode,
                    Files.readString(Path.of(output + ".err")).strip()));
        }
        String[] parts = times.strip().split(" ", -1);
        return new Timed(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]) + Double.parseDouble(parts[2]));
    }

    /** The medians of both, each by itself; empty of nothing. */
    static Optional<Timed> median(List<Timed> all) {
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new Timed(middle(all.stream().map(Timed::wallSeconds).toList()),
                        middle(all.stream().map(Timed::cpuSeconds).toList())));
    }

    /** The median; of an even number the mean of the two in the middle. */
    static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
