package dev.crossdock.registry.access;

import dev.crossdock.image.Repository;
import java.time.Duration;

/** Whether the registry does what a request wants. It never depends on what the registry holds. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public sealed interface Decision {
    /** What else a caller may do: asked where an answer depends on other repositories, or on whether a tag is there. */
    @FunctionalInterface
    interface Rights {
        /** Whether the action may be done there. */
        boolean allow(Repository repository, Action action);
    }

    /** Yes. */
    record Granted(Identity identity, Rights rights) implements Decision {
        /** Whether the caller may do this too. */
        public boolean may(Repository repository, Action action) {
            return rights.allow(repository, action);
        }
    }

    /**
     * Not without other credentials.
     *
     * @param header what {@code WWW-Authenticate} tells
     * @param reason in words
     */
    record Challenge(String header, String reason) implements Decision {}

    /** No, and other credentials are not asked for. */
    record Denied(String reason) implements Decision {}

    /** Not now. */
    record Throttled(Duration retryAfter) implements Decision {}

    /** There is no such thing. */
    record Unknown() implements Decision {}

    /** A token, as was wanted. */
    record Issued(String token, Duration life) implements Decision {
        @Override
        public String toString() {
            return "Issued[***]";
        }
    }
}
