package dev.crossdock.aws;

import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What one invocation moved, for its line in the log. */
final class BytesMoved implements BlobProgress {
    /** What is worth a word is rare; a line has an end. */
    private static final int MAXIMUM_NOTES = 5;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong blobs = new AtomicLong();
    private final AtomicLong resumedAt = new AtomicLong();
    private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();

    long bytes() {
        return bytes.get();
    }

    @Override
    public void moved(Descriptor blob, long more) {
        bytes.addAndGet(more);
    }

    @Override
    public void resumed(Descriptor blob, long from) {
        resumedAt.addAndGet(from);
    }

    @Override
    public void noted(Descriptor blob, String what) {
        if (notes.size() < MAXIMUM_NOTES) {
            notes.add("blob %s: %s".formatted(blob.digest(), what));
        }
    }

    @Override
    public void finished(Descriptor blob, BlobOutcome outcome) {
        blobs.incrementAndGet();
    }

    void tell(StepLine line) {
        line.with("bytes", bytes.get()).with("blobs", blobs.get()).with("notes", String.join("; ", notes));
        if (resumedAt.get() > 0) {
            line.with("resumedAt", resumedAt.get());
        }
    }
}
