package dev.crossdock.image;

import java.security.MessageDigest;
import java.util.Optional;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.EncodableDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/** BouncyCastle's digests, the only ones in Java whose state can be written down. */
final class ResumableDigest extends MessageDigest {
    /** To be raised with a release of BouncyCastle that encodes otherwise. */
    private static final String FORMAT = "bouncycastle-1/";

    private final DigestAlgorithm algorithm;
    private final ExtendedDigest digest;

    ResumableDigest(DigestAlgorithm algorithm) {
        this(algorithm, switch (algorithm) {
            case SHA256 -> new SHA256Digest();
            case SHA512 -> new SHA512Digest();
        });
    }

    private ResumableDigest(DigestAlgorithm algorithm, ExtendedDigest digest) {
        super(algorithm.jcaName());
        this.algorithm = algorithm;
        this.digest = digest;
    }

    /** The digest that had this state; empty where the state is of another format, or damaged. */
    static Optional<ResumableDigest> read(DigestAlgorithm algorithm, Hasher.State state) {
        if (!state.format().equals(format(algorithm))) {
            return Optional.empty();
        }
        try {
            ResumableDigest read = new ResumableDigest(algorithm, switch (algorithm) {
                case SHA256 -> new SHA256Digest(state.encoded().clone());
                case SHA512 -> new SHA512Digest(state.encoded().clone());
            });
            return Optional.of(read);
        } catch (RuntimeException e) {
            return Optional.empty(); // too short, or not of this digest
        }
    }

    private static String format(DigestAlgorithm algorithm) {
        return FORMAT + algorithm.label();
    }

    String format() {
        return format(algorithm);
    }

    byte[] encoded() {
        return ((EncodableDigest) digest).getEncodedState();
    }

    @Override
    protected int engineGetDigestLength() {
        return digest.getDigestSize();
    }

    @Override
    protected void engineUpdate(byte input) {
        digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return result;
    }

    @Override
    protected void engineReset() {
        digest.reset();
    }
}
