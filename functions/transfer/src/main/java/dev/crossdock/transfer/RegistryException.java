package dev.crossdock.transfer;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that did not do what was asked, sorted by what the caller can do about it. */
public abstract sealed class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Circumstance circumstance;

    private RegistryException(Circumstance circumstance, @Nullable Throwable cause) {
        super(circumstance.toString(), cause);
        this.circumstance = circumstance;
    }

    /** The facts of the message. */
    public Circumstance circumstance() {
        return circumstance;
    }

    /** The same failure, its message counting the attempt. */
    public RegistryException at(int attemptNumber, int maximumAttempts) {
        return in(circumstance.at(attemptNumber, maximumAttempts), this);
    }

    /** The same failure, its message saying how much of a blob was done; where it says so already, itself. */
    public RegistryException after(long bytesDone, long bytesWanted) {
        return orSelf(circumstance.after(bytesDone, bytesWanted));
    }

    /** The same failure, its message naming the request as the server does; where it names one already, itself. */
    public RegistryException known(Optional<String> requestId) {
        return orSelf(circumstance.known(requestId));
    }

    private RegistryException orSelf(Circumstance more) {
        return more.equals(circumstance) ? this : in(more, getCause());
    }

    private RegistryException in(Circumstance more, @Nullable Throwable cause) {
        return switch (this) {
            case Unavailable it -> new Unavailable(more, it.retryAfter, cause);
            case Refused _ -> new Refused(more, cause);
            case Missing _ -> new Missing(more, cause);
            case Corrupt _ -> new Corrupt(more, cause);
        };
    }

    /** The same call may succeed later: time-outs, 429, 5xx, cut connections. */
    public static final class Unavailable extends RegistryException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // Optional is not serialisable; neither are these exceptions meant to be.
        private final transient Optional<Duration> retryAfter;

        /** With what the server said of when to come back (Retry-After). */
        public Unavailable(Circumstance circumstance, Optional<Duration> retryAfter, @Nullable Throwable cause) {
            super(circumstance, cause);
            this.retryAfter = retryAfter;
        }

        /** When to come back, where the server said so. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** No retry helps until a person acts: credentials, policy, certificates, an unsupported request. */
    public static final class Refused extends RegistryException {
        private static final long serialVersionUID = 1L;

        /** With the cause, if any. */
        public Refused(Circumstance circumstance, @Nullable Throwable cause) {
            super(circumstance, cause);
        }
    }

    /** The thing asked for is not there: 404. */
    public static final class Missing extends RegistryException {
        private static final long serialVersionUID = 1L;

        /** With the cause, if any. */
        public Missing(Circumstance circumstance, @Nullable Throwable cause) {
            super(circumstance, cause);
        }
    }

    /** The bytes or the answer contradict the protocol: wrong digest, wrong length, no Location. */
    public static final class Corrupt extends RegistryException {
        private static final long serialVersionUID = 1L;

        /** With the cause, if any. */
        public Corrupt(Circumstance circumstance, @Nullable Throwable cause) {
            super(circumstance, cause);
        }
    }
}
