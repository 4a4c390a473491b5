package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a transfer told those around it, and waits for nothing. */
final class Told implements BlobProgress {
    final List<Duration> pauses = new ArrayList<>();
    final List<BlobOutcome> outcomes = new ArrayList<>();
    long moved;
    int restarts;

    TransferTerms terms() {
        return terms(Deadline.NONE);
    }

    TransferTerms terms(Deadline deadline) {
        return new TransferTerms(deadline, this, pauses::add);
    }

    @Override
    public void moved(Descriptor blob, long bytes) {
        moved += bytes;
    }

    @Override
    public void restarted(Descriptor blob) {
        restarts++;
        moved = 0;
    }

    @Override
    public void finished(Descriptor blob, BlobOutcome outcome) {
        outcomes.add(outcome);
    }
}
