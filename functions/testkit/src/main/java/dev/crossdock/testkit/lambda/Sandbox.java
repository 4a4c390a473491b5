package dev.crossdock.testkit.lambda;

import java.nio.file.Path;

/** One environment of a function, for one invocation at a time. */
interface Sandbox extends AutoCloseable {
    /** A system property: where AWS's own emulator of Lambda's runtime is, {@code aws-lambda-rie}; without it ours serves. */
    String EMULATOR = "crossdock.lambda.rie";

    /** Starts its process; both its streams are appended to the log. */
    static Sandbox start(FunctionSetup setup, Path log) {
        String emulator = System.getProperty(EMULATOR, "");
        return emulator.isEmpty() ? new OwnSandbox(setup, log) : new EmulatorSandbox(Path.of(emulator), setup, log);
    }

    /** Invokes; an environment whose invocation did not end well by itself is dead afterwards. */
    Report invoke(String payload) throws InterruptedException;

    /** Whether it can be invoked once more. */
    boolean isAlive();

    /** SIGKILL, whatever it does. */
    void kill();

    @Override
    void close();
}
