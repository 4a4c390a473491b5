package dev.crossdock.client.proxy;

import java.io.IOException;

/** An environment variable names a proxy that cannot be used; the message says which and never quotes it. */
public final class UnusableProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableProxyException(String message) {
        super(message);
    }
}
