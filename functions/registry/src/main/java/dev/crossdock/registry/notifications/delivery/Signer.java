package dev.crossdock.registry.notifications.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a body with every secret that its receiver may know: while a secret is being changed that is the old one and the
 * new one. What is signed is the time, a dot, and the body, so that an old body cannot be sent again as a new one.
 */
final class Signer {
    /** The longest secret, in bytes. */
    static final int MAXIMUM_SECRET_BYTES = 4096;
    private static final String ALGORITHM = "HmacSHA256";

    private final List<Path> files;
    private final Map<Path, Known> known = new HashMap<>();

    Signer(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** A file as it was read last. */
    private record Known(FileTime modified, long size, SecretKeySpec key) {}

    /** The header's value: {@code sha256=…}, one per secret, joined by commas; empty where there is no secret. */
    Optional<String> sign(String timestamp, byte[] body) throws IOException {
        List<String> signatures = new ArrayList<>();
        for (Path file : files) {
            signatures.add("sha256=" + HexFormat.of().formatHex(mac(key(file), timestamp, body)));
        }
        return signatures.isEmpty() ? Optional.empty() : Optional.of(String.join(",", signatures));
    }

    private static byte[] mac(SecretKeySpec key, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM, e);
        }
    }

    /** Reads the file where it has changed since. Nothing is sent unsigned because a secret could not be read. */
    private synchronized SecretKeySpec key(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        Known before = known.get(file);
        if (before != null && before.modified.equals(modified) && before.size == size) {
            return before.key;
        }
        if (size > MAXIMUM_SECRET_BYTES) {
            throw new IOException("the secret file %s has %d bytes, wanted at most %d".formatted(file, size,
                    MAXIMUM_SECRET_BYTES));
        }
        String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (secret.isEmpty()) {
            throw new IOException("the secret file %s is empty".formatted(file));
        }
        SecretKeySpec key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        known.put(file, new Known(modified, size, key));
        return key;
    }
}
