package dev.crossdock.image;

/**
 * A content address: the hash algorithm, and the hash in lower-case hex of the bytes it names (OCI image spec,
 * descriptor.md, "Digests"). Only the registered algorithms are known, so a digest is safe to use in a path.
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements TagOrDigest {
    private static final int SHORT_HEX_LENGTH = 12;
    private static final int FEW_BYTES = 64 << 10;

    /** Throws IllegalArgumentException where {@code hex} is not the algorithm's count of lower-case hex digits. */
    public Digest {
        if (hex.length() != algorithm.hexLength() || !isLowerHex(hex)) {
            throw new IllegalArgumentException("digest %s:%s: wanted %d lower-case hex digits after the colon"
                    .formatted(algorithm.label(), Quoted.capped(hex), algorithm.hexLength()));
        }
    }

    /** Reads {@code algorithm:hex}; throws IllegalArgumentException, quoting the text, where it is anything else. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("digest \"%s\": no ':' in it".formatted(Quoted.capped(text)));
        }
        return new Digest(DigestAlgorithm.labelled(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** The SHA-256 digest of bytes at hand. */
    public static Digest sha256(byte[] bytes) {
        return of(DigestAlgorithm.SHA256, bytes);
    }

    /** The digest of bytes at hand. */
    public static Digest of(DigestAlgorithm algorithm, byte[] bytes) {
        Hasher hasher = bytes.length < FEW_BYTES ? Hasher.ofFewBytes(algorithm) : new Hasher(algorithm);
        hasher.update(bytes, 0, bytes.length);
        return hasher.digest();
    }

    /** The first digits, for a line that a person reads: {@code sha256:0123456789ab}. */
    public String abbreviated() {
        return algorithm.label() + ":" + hex.substring(0, SHORT_HEX_LENGTH);
    }

    @Override
    public String toString() {
        return algorithm.label() + ":" + hex;
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
