package dev.crossdock.testkit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Bytes with their media type and digest: a layer, a config or a manifest. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; tests compare digests
public record SeededBlob(String mediaType, byte[] bytes, String digest) {
    /** Computes the digest. */
    public SeededBlob(String mediaType, byte[] bytes) {
        this(mediaType, bytes, sha256(bytes));
    }

    /** {@code sha256:…} of the bytes. */
    public static String sha256(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The digest without its algorithm. */
    public String hex() {
        return digest.substring(digest.indexOf(':') + 1);
    }

    Map<String, Object> descriptor() {
        return Map.of("mediaType", mediaType, "digest", digest, "size", bytes.length);
    }
}
