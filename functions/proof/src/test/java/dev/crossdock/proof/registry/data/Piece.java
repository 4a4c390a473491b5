package dev.crossdock.proof.registry.data;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;

/** Bytes that a registry is given under a digest: a blob or a manifest. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Piece(String mediaType, byte[] bytes, Digest digest) {
    /** Computes the digest. */
    public static Piece of(String mediaType, byte[] bytes, DigestAlgorithm algorithm) {
        return new Piece(mediaType, bytes, Digest.of(algorithm, bytes));
    }

    /** The digest by another algorithm. */
    public Digest by(DigestAlgorithm algorithm) {
        return Digest.of(algorithm, bytes);
    }
}
