package dev.crossdock.image;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Computes one digest over bytes as they pass. Not for several threads. The implementation is the first one among the
 * JVM's security providers, so that a process that installs a native one gets it here; or a slower one, whose state can
 * be kept for another process.
 */
public final class Hasher {
    private static final String JDK_PROVIDER = "SUN";

    /**
     * What a resumable hasher knows after {@code count} bytes.
     *
     * @param format whose encoding it is; another implementation, or another version of it, does not read it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record State(String format, long count, byte[] encoded) {}

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

    /** Starts with no bytes, and can tell its state. A sixth of the native speed (decision 0004). */
    public static Hasher resumable(DigestAlgorithm algorithm) {
        return new Hasher(algorithm, new ResumableDigest(algorithm));
    }

    /** Goes on from a state; empty where that is none of this algorithm, or of another format. */
    public static Optional<Hasher> resumed(DigestAlgorithm algorithm, State state) {
        return ResumableDigest.read(algorithm, state).map(digest -> {
            Hasher hasher = new Hasher(algorithm, digest);
            hasher.count = state.count();
            return hasher;
        });
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

    /** What it knows now; empty where its implementation does not tell. */
    public Optional<State> state() {
        return state instanceof ResumableDigest resumable
                ? Optional.of(new State(resumable.format(), count, resumable.encoded()))
                : Optional.empty();
    }

    /** The digest of all bytes taken; the hasher then starts again with none. */
    public Digest digest() {
        count = 0;
        return new Digest(algorithm, HexFormat.of().formatHex(state.digest()));
    }
}
