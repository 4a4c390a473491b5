package dev.crossdock.client.limits;

import java.io.IOException;
import java.time.Duration;

/** A request that was not sent, because its host wants to be left alone for longer than a caller should wait. */
public final class HostBusyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    HostBusyException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When it may be sent. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
