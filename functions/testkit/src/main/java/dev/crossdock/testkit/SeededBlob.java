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

    /** The same bytes, named by SHA-512. */
    public SeededBlob bySha512() {
        return new SeededBlob(mediaType, bytes, digest("sha512", bytes));
    }

    /** {@code sha256:…} of the bytes. */
    public static String sha256(byte[] bytes) {
        return digest("sha256", bytes);
    }

    /** The bytes' digest by {@code sha256} or {@code sha512}. */
    public static String digest(String algorithm, byte[] bytes) {
        try {
            String name = algorithm.replace("sha", "SHA-");
            return algorithm + ":" + HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(bytes));
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
