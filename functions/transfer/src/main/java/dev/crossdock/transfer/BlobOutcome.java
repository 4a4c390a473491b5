package dev.crossdock.transfer;

/** How a blob came to be in the target. */
public sealed interface BlobOutcome {
    /** It was there already. */
    record Held() implements BlobOutcome {}

    /** The target took it from another of its repositories. */
    record Mounted() implements BlobOutcome {}

    /** So many bytes were streamed, and verified on their way. */
    record Streamed(long bytes) implements BlobOutcome {}
}
