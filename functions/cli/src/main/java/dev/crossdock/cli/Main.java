package dev.crossdock.cli;

import java.util.Arrays;

/** Where the JVM starts. {@code --version} alone is answered here, before a class of picocli is loaded. */
public final class Main {
    private static final int MOST_THREADS = 64;

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        end(run(args));
    }

    /**
     * Ends the process. Leaving by {@code System.exit} asks for a logger first, for which the JDK looks into every jar
     * (30 ms): what went well and has left nothing running simply returns.
     */
    static void end(int exitCode) {
        System.out.flush();
        if (exitCode != 0 || othersRun()) {
            System.exit(exitCode);
        }
    }

    /** Whether a thread is left that would keep the process alive. */
    private static boolean othersRun() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] found = new Thread[Math.max(MOST_THREADS, group.activeCount() + 1)];
        int count = group.enumerate(found);
        return count == found.length || Arrays.stream(found, 0, count)
                .anyMatch(each -> !each.isDaemon() && !each.equals(Thread.currentThread()));
    }

    /** The same in process: what a training run and the tests call. */
    static int run(String... args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println(Version.line());
            return 0;
        }
        return Crossdock.run(args);
    }
}
