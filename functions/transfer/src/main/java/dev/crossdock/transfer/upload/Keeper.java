package dev.crossdock.transfer.upload;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.Upload;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Keeps the checkpoint of one blob up to date, without more writing than it is worth. */
final class Keeper {
    /** What a process that dies has lost at most, besides the chunk under way. */
    static final Duration BETWEEN_SAVES = Duration.ofMillis(250);

    private final Checkpoints checkpoints;
    private final Freight freight;
    private final LongSupplier nanos;
    private long saved;
    private boolean kept;

    Keeper(Checkpoints checkpoints, Freight freight, LongSupplier nanos) {
        this.checkpoints = checkpoints;
        this.freight = freight;
        this.nanos = nanos;
    }

    /** Whether the blob is large enough for a checkpoint. */
    boolean wanted() {
        return freight.blob().size() >= checkpoints.leastBlob();
    }

    Optional<Checkpoint> find() {
        Optional<Checkpoint> found = wanted()
                ? checkpoints.find(freight.target().place(), freight.blob().digest())
                : Optional.empty();
        kept = found.isPresent();
        saved = nanos.getAsLong();
        return found.filter(it -> it.blob().size() == freight.blob().size());
    }

    /** The target holds the first {@code held} bytes. */
    void acknowledged(Upload upload, VerifiedReading reading, long held) {
        // A host that does not say what it holds must not be further than our count by more than one chunk.
        boolean soonEnough = kept && freight.host().statusReliable()
                && nanos.getAsLong() - saved < BETWEEN_SAVES.toNanos();
        if (!wanted() || soonEnough) {
            return;
        }
        Optional<Hasher.State> state = reading.state().filter(it -> it.count() == held);
        if (state.isPresent()) {
            checkpoints.save(
                    new Checkpoint(freight.target().place(), freight.blob(), upload.address(), state.get()));
            saved = nanos.getAsLong();
            kept = true;
        }
    }

    /** Whether there is a checkpoint to go on from: the upload is then left open. */
    boolean hasKept() {
        return kept;
    }

    void forget() {
        if (kept) {
            checkpoints.remove(freight.target().place(), freight.blob().digest());
            kept = false;
        }
    }
}
