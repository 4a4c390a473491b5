package dev.crossdock.transfer;

/**
 * What one registry host is known to do and not to do: by its name or its answers at first, corrected by what is observed.
 *
 * @param uploads   how it takes blobs
 * @param referrers whether it answers the referrers API
 */
public record HostTraits(Uploads uploads, boolean referrers) {
    /** No limit that is known of. */
    public static final long UNLIMITED = Long.MAX_VALUE;
    /** What is assumed of a host that nobody knows: what the specification says. */
    public static final HostTraits UNKNOWN = new HostTraits(new Uploads(true, UNLIMITED, UNLIMITED, true), true);

    /**
     * How a host takes blobs.
     *
     * @param chunks         whether it takes chunks
     * @param largestChunk   most bytes in one chunk
     * @param largestBody    most bytes of a blob in one piece
     * @param statusReliable whether what it says of an upload's offset is so
     */
    public record Uploads(boolean chunks, long largestChunk, long largestBody, boolean statusReliable) {}

    /** The same host, which takes no chunks. */
    public HostTraits withoutChunks() {
        return with(new Uploads(false, uploads.largestChunk, uploads.largestBody, uploads.statusReliable));
    }

    /** The same host, whose largest chunk has no more than so many bytes. */
    public HostTraits withLargestChunk(long bytes) {
        return with(new Uploads(uploads.chunks, Math.min(bytes, uploads.largestChunk), uploads.largestBody,
                uploads.statusReliable));
    }

    /** The same host, which takes no blob of more than so many bytes in one piece. */
    public HostTraits withLargestBody(long bytes) {
        return with(new Uploads(uploads.chunks, uploads.largestChunk, Math.min(bytes, uploads.largestBody),
                uploads.statusReliable));
    }

    /** The same host, which says of an upload's offset what is not so. */
    public HostTraits withUnreliableStatus() {
        return with(new Uploads(uploads.chunks, uploads.largestChunk, uploads.largestBody, false));
    }

    /** The same host, which was seen to take blobs so. */
    public HostTraits with(Uploads other) {
        return new HostTraits(other, referrers);
    }
}
