package dev.crossdock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel says of a process.
 *
 * @param cpuSeconds     in user and system code, since it was started
 * @param anonMegabytes  resident now, mapped files aside
 */
record Spent(double cpuSeconds, double anonMegabytes) {
    static final Spent NOTHING = new Spent(0, 0);

    /** The kernel's clock tick for user space, on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int KB_PER_MB = 1000;
    private static final Pattern ANONYMOUS = Pattern.compile("(?m)^RssAnon:\\s+([0-9]+) kB$");

    /** Nothing of a process that has ended. */
    static Spent of(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            Matcher anonymous = ANONYMOUS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return new Spent((Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND,
                    anonymous.find() ? Double.parseDouble(anonymous.group(1)) / KB_PER_MB : 0);
        } catch (NoSuchFileException _) {
            return NOTHING;
        }
    }

    Spent plus(Spent other) {
        return new Spent(cpuSeconds + other.cpuSeconds, anonMegabytes + other.anonMegabytes);
    }
}
