package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A table in Markdown on stdout, row by row, so that a run that is cut short has said what it found. */
final class Table {
    private Table() {}

    /** A line over everything: what was measured, and on what. */
    static void title(String title) throws IOException {
        System.out.printf(Locale.ROOT, "%n### %s%n%nMachine: %d cores, load %s at the start.%n%n", title,
                Runtime.getRuntime().availableProcessors(), load());
    }

    /** The mean number of running threads over the last minute. Above one, others are at work and figures wander. */
    static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.isReadable(file) ? Files.readString(file).split(" ", -1)[0] : "unknown";
    }

    static void head(String... columns) {
        row(columns);
        System.out.println("|" + "---|".repeat(columns.length));
    }

    static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    /** What is going on, for who watches. */
    static void progress(String text) {
        System.err.println("bench: " + text);
    }

    /** Three digits are as much as such figures bear. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f×", value);
    }
}
