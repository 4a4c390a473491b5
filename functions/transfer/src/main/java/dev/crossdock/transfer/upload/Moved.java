package dev.crossdock.transfer.upload;

import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobProgress;

/** Tells how far a blob got, each byte once, however often it is sent. */
final class Moved {
    private final BlobProgress progress;
    private final Descriptor blob;
    private long reached;
    private long begunAt;

    Moved(BlobProgress progress, Descriptor blob) {
        this.progress = progress;
        this.blob = blob;
    }

    void upTo(long offset) {
        if (offset > reached) {
            progress.moved(blob, offset - reached);
            reached = offset;
        }
    }

    void resumedAt(long offset) {
        reached = offset;
        begunAt = offset;
        progress.resumed(blob, offset);
    }

    /** Whether we went on with an upload, and the target has taken nothing since. */
    boolean isResumedInVain() {
        return begunAt > 0 && reached == begunAt;
    }

    /** What was there before we began. */
    long begunAt() {
        return begunAt;
    }

    void restarted(String why) {
        reached = 0;
        begunAt = 0;
        progress.noted(blob, why + ": the blob starts again");
        progress.restarted(blob);
    }
}
