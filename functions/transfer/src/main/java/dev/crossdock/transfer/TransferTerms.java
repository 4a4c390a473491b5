package dev.crossdock.transfer;

/**
 * On what terms blobs move.
 *
 * @param deadline after which no more bytes are read; what moves then stops with {@link Deadline.PassedException}
 * @param progress who hears of the bytes
 * @param pause    how to wait between attempts
 */
public record TransferTerms(Deadline deadline, BlobProgress progress, Pause pause) {
    /** No deadline, nobody listening. */
    public static final TransferTerms PLAIN = new TransferTerms(Deadline.NONE, BlobProgress.NONE, Pause.SLEEP);

    /** No pause that a server asks for is longer than the deadline leaves. */
    public TransferTerms {
        pause = pause.within(deadline);
    }
}
