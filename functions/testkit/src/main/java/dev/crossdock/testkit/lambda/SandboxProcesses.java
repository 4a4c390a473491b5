package dev.crossdock.testkit.lambda;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes of all environments: none outlives this JVM. */
final class SandboxProcesses {
    static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private SandboxProcesses() {}
}
