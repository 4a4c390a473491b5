package dev.crossdock.registry.upstream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The upstream did not give what it was asked for; the message says what was asked, where, and what came back. */
public abstract sealed class UpstreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UpstreamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** It cannot be reached, or does not want to be asked now: what is here is served as it is. */
    public static final class Away extends UpstreamException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // Optional is not serialisable; neither are these exceptions meant to be.
        private final transient Optional<Duration> retryAfter;

        /** With when to come back, where it said so. */
        public Away(String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }

        /** When to come back, where it said so. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** It refuses us, or answers what no registry may: a person must act. */
    public static final class Refused extends UpstreamException {
        private static final long serialVersionUID = 1L;

        /** With what the client saw. */
        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
