package dev.crossdock.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.HexFormat;

/**
 * Computes one digest over bytes as they pass. Not for several threads. The implementation is the first one among the
 * JVM's security providers, so that a process that installs a native one gets it here.
 */
public final class Hasher {
    private static final String JDK_PROVIDER = "SUN";

    private final DigestAlgorithm algorithm;
    private final MessageDigest state;
    private long count;

    /** Starts with no bytes. */
    public Hasher(DigestAlgorithm algorithm) {
        this(algorithm, find(algorithm));
    }

    private Hasher(DigestAlgorithm algorithm, MessageDigest state) {
        this.algorithm = algorithm;
        this.state = state;
    }

    /** For a few bytes at hand: by the JDK itself, which has nothing to load first. */
    static Hasher ofFewBytes(DigestAlgorithm algorithm) {
        try {
            return new Hasher(algorithm, MessageDigest.getInstance(algorithm.jcaName(), JDK_PROVIDER));
        } catch (NoSuchAlgorithmException | NoSuchProviderException _) {
            return new Hasher(algorithm);
        }
    }

    private static MessageDigest find(DigestAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.jcaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm.jcaName(), e);
        }
    }

    /** Takes {@code length} bytes of the array, beginning at {@code from}. */
    public void update(byte[] bytes, int from, int length) {
        state.update(bytes, from, length);
        count += length;
    }

    /** Takes the buffer's remaining bytes, and leaves none remaining. */
    public void update(ByteBuffer bytes) {
        count += bytes.remaining();
        state.update(bytes);
    }

    /** How many bytes were taken so far. */
    public long count() {
        return count;
    }

    /** The digest of all bytes taken; the hasher then starts again with none. */
    public Digest digest() {
        count = 0;
        return new Digest(algorithm, HexFormat.of().formatHex(state.digest()));
    }
}
