package dev.crossdock.testkit.lambda;

import java.nio.charset.StandardCharsets;

/** How an invocation ended. */
public sealed interface Ended {
    /** The handler returned: its payload. */
    record Answered(String payload) implements Ended {}

    /** The handler, or the function's start, threw: the document that the runtime made of it. */
    record Failed(String error) implements Ended {}

    /** The process did not answer in time, and was killed. */
    record TimedOut() implements Ended {}

    /** The process ended of itself, or somebody killed it. */
    record Exited(int code) implements Ended {}

    /** Of bytes. */
    static Ended answered(byte[] payload) {
        return new Answered(new String(payload, StandardCharsets.UTF_8));
    }
}
