package dev.crossdock.client.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The certificates to trust cannot be read; the message names the file. */
public final class UnusableTrustException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableTrustException(String message) {
        this(message, null);
    }

    UnusableTrustException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
