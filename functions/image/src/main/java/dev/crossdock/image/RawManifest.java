package dev.crossdock.image;

import java.util.Arrays;

/** A manifest's bytes exactly as they arrived, with the media type they were announced under, and their digest. */
public final class RawManifest {
    /** The largest manifest that crossdock reads, in bytes; registries refuse larger ones (distribution: 4 MiB). */
    public static final int MAXIMUM_BYTES = 4 << 20;

    private final String mediaType;
    private final byte[] bytes;
    private final Digest digest;

    private RawManifest(String mediaType, byte[] bytes, Digest digest) {
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.digest = digest;
    }

    /** Copies the bytes in and hashes them with SHA-256; throws IllegalArgumentException beyond the largest size. */
    public static RawManifest of(String mediaType, byte[] bytes) {
        return of(mediaType, bytes, DigestAlgorithm.SHA256);
    }

    /** Copies the bytes in and hashes them; throws IllegalArgumentException beyond the largest size. */
    public static RawManifest of(String mediaType, byte[] bytes, DigestAlgorithm algorithm) {
        if (bytes.length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "manifest of %d bytes: wanted at most %d".formatted(bytes.length, MAXIMUM_BYTES));
        }
        byte[] copy = bytes.clone();
        return new RawManifest(MediaType.withoutParameters(mediaType), copy, Digest.of(algorithm, copy));
    }

    /** The announced media type, without parameters; empty text where the sender announced none. */
    public String mediaType() {
        return mediaType;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether these are its bytes. */
    public boolean has(byte[] others) {
        return Arrays.equals(bytes, others);
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** The digest of the bytes. */
    public Digest digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawManifest that && digest.equals(that.digest)
                && mediaType.equals(that.mediaType) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + " " + digest + " (" + bytes.length + " bytes)";
    }
}
