package dev.crossdock.testkit.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * A function: as many environments as there are invocations at once, up to its limit; who comes then waits, where Lambda
 * would answer 429. A warm environment is used before a cold one is started.
 */
public final class LocalFunction implements AutoCloseable {
    private static final int MOST_REPORTS = 100_000;

    private final FunctionSetup setup;
    private final Path log;
    private final Semaphore room;
    private final Deque<Sandbox> warm = new ArrayDeque<>();
    private final List<Sandbox> busy = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();

    /** Starts nothing yet; what its processes write is appended to a file of its name in the folder. */
    public LocalFunction(FunctionSetup setup, Path logs) {
        this.setup = setup;
        this.log = logs.resolve(setup.name() + ".log");
        this.room = new Semaphore(setup.size().environments(), true);
    }

    /** Behind what functions run in this JVM: AWS's own emulator, where one is named, or our Runtime API. */
    public static String runtime() {
        String emulator = System.getProperty(Sandbox.EMULATOR, "");
        return emulator.isEmpty() ? "our Runtime API" : "aws-lambda-rie, " + emulator;
    }

    /** How it is configured. */
    public FunctionSetup setup() {
        return setup;
    }

    /** Invokes and waits for the end. */
    public Report invoke(String payload) throws InterruptedException {
        room.acquire();
        try {
            Sandbox sandbox = take();
            Report report = sandbox.invoke(payload);
            giveBack(sandbox, report);
            return report;
        } finally {
            room.release();
        }
    }

    private synchronized Sandbox take() {
        Sandbox sandbox = warm.pollLast();
        while (sandbox != null && !sandbox.isAlive()) {
            sandbox.close();
            sandbox = warm.pollLast();
        }
        Sandbox taken = sandbox == null ? Sandbox.start(setup, log) : sandbox;
        busy.add(taken);
        return taken;
    }

    private synchronized void giveBack(Sandbox sandbox, Report report) {
        if (reports.size() == MOST_REPORTS) {
            throw new IllegalStateException("%s: more than %d invocations".formatted(setup.name(), MOST_REPORTS));
        }
        reports.add(report);
        busy.remove(sandbox);
        if (sandbox.isAlive()) {
            warm.addLast(sandbox);
        } else {
            sandbox.close();
        }
    }

    /** Kills the process of an invocation under way, chosen by the random; says whether there was one. */
    public boolean killOne(Random random) {
        Sandbox chosen;
        synchronized (this) {
            if (busy.isEmpty()) {
                return false;
            }
            chosen = busy.get(random.nextInt(busy.size()));
        }
        chosen.kill();
        return true;
    }

    /** How many invocations are under way. */
    public synchronized int underWay() {
        return busy.size();
    }

    /** Ends the warm environments, as Lambda does when it likes: the next invocation finds a cold one. */
    public synchronized void cool() {
        warm.forEach(Sandbox::close);
        warm.clear();
    }

    /** Of all invocations that ended so far, in the order of their ends. */
    public synchronized List<Report> reports() {
        return List.copyOf(reports);
    }

    /** All that its processes wrote so far. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        cool();
        List.copyOf(busy).forEach(Sandbox::kill);
    }
}
