package dev.crossdock.replication;

import java.time.Duration;

/** Hears what the steps do: for metrics, logs and the demo. Called from several threads, and must not block. */
public interface Observer {
    /** Hears nothing. */
    Observer NONE = new Observer() {
    };

    /** A step dealt with a message. */
    default void handled(Message message, Duration took) {}

    /** A step failed, and the message will be tried again. */
    default void retried(Message message, Throwable failure, Duration after) {}

    /** A host wants to be asked later, and the message will be. */
    default void delayed(Message message, Throwable reason, Duration until) {}

    /** A step failed for good. */
    default void buried(Message message, String reason) {}

    /** A route came to an end. */
    default void ended(Route route, Outcome outcome) {}
}
