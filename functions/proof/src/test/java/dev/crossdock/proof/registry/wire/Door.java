package dev.crossdock.proof.registry.wire;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a registry is entered.
 *
 * @param uri         its address
 * @param trust       whose certificates are believed; empty where it speaks without TLS
 * @param certificates the folder that holds them, for programs that are given one
 * @param credentials {@code user:password}, where it asks for one
 */
public record Door(URI uri, Optional<SSLContext> trust, Optional<Path> certificates, Optional<String> credentials) {
    /** Without TLS, and open to everybody. */
    public static Door plain(int port) {
        return new Door(URI.create("http://127.0.0.1:" + port), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Elsewhere, with the same trust, and without a password. */
    Door elsewhere(URI storage) {
        return new Door(storage, storage.getScheme().equals("https") ? trust : Optional.empty(), certificates,
                Optional.empty());
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return uri.getRawAuthority();
    }

    /** The value of the header Authorization. */
    Optional<String> authorization() {
        return credentials.map(text -> "Basic "
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Names no password. */
    @Override
    public String toString() {
        return uri + (credentials.isPresent() ? " with a password" : "");
    }
}
