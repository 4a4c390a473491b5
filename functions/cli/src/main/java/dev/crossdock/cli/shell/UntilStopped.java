package dev.crossdock.cli.shell;

import java.util.concurrent.CountDownLatch;

/** Keeps a server running until the process is told to stop (SIGTERM, Ctrl-C), and then closes it. */
public final class UntilStopped {
    private UntilStopped() {}

    /** Returns never: the process ends with its shutdown. */
    public static void run(AutoCloseable server) {
        CountDownLatch forever = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> close(server)));
        try {
            forever.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("crossdock: while stopping: " + e.getMessage());
        }
    }
}
