package dev.crossdock.transfer.upload;

import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.Upload;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Keeps the checkpoint of one blob up to date, without more writing than it is worth. What cannot be kept is told, and
 * the blob goes on without.
 */
final class Keeper implements AutoCloseable {
    /** What a process that dies has lost at most, besides the chunk under way. */
    static final Duration BETWEEN_SAVES = Duration.ofMillis(250);

    private final Checkpoints checkpoints;
    private final Freight freight;
    private final LongSupplier nanos;
    private final AtomicBoolean told;
    private final boolean claimed;
    private long saved;
    private boolean kept;

    /** Claims the checkpoint, where the blob is large enough for one; {@code told} is set with the first complaint. */
    Keeper(Checkpoints checkpoints, Freight freight, LongSupplier nanos, AtomicBoolean told) {
        this.checkpoints = checkpoints;
        this.freight = freight;
        this.nanos = nanos;
        this.told = told;
        this.claimed = claim();
    }

    private boolean claim() {
        try {
            if (!checkpoints.wants(freight.target().place(), freight.blob())) {
                return false;
            }
            boolean ours = checkpoints.claim(freight.target().place(), freight.blob().digest());
            if (!ours) {
                freight.terms().progress().noted(freight.blob(),
                        "another process is sending it to the same place: here it is sent without a checkpoint");
            }
            return ours;
        } catch (RuntimeException e) {
            tell(e);
            return false;
        }
    }

    private void tell(RuntimeException failure) {
        tell("goes on without a checkpoint, a later run may have to send it again", failure);
    }

    private void tell(String what, RuntimeException failure) {
        if (!told.getAndSet(true)) {
            freight.terms().progress().noted(freight.blob(), what + ": " + failure.getMessage());
        }
    }

    /** Whether the blob is large enough for a checkpoint, and no other process has it. */
    boolean wanted() {
        return claimed;
    }

    Optional<Checkpoint> find() {
        Optional<Checkpoint> found = wanted() ? kept() : Optional.empty();
        kept = found.isPresent();
        saved = nanos.getAsLong();
        return found.filter(it -> it.blob().size() == freight.blob().size());
    }

    /** What cannot be read is none. */
    private Optional<Checkpoint> kept() {
        try {
            return checkpoints.find(freight.target().place(), freight.blob().digest());
        } catch (RuntimeException e) {
            tell("starts at its first byte, an earlier run's checkpoint cannot be read", e);
            return Optional.empty();
        }
    }

    /** The target holds the first {@code held} bytes. */
    void acknowledged(Upload upload, VerifiedReading reading, long held) {
        // A host that does not say what it holds must not be further than our count by more than one chunk.
        boolean soonEnough = (kept || told.get()) && freight.host().statusReliable()
                && nanos.getAsLong() - saved < BETWEEN_SAVES.toNanos();
        if (!wanted() || soonEnough) {
            return;
        }
        Optional<Hasher.State> state = reading.state().filter(it -> it.count() == held);
        if (state.isPresent()) {
            save(new Checkpoint(freight.target().place(), freight.blob(), upload.address(), state.get()));
            saved = nanos.getAsLong();
        }
    }

    /** Where it fails, an earlier one is still good; and a full disk may have room again a moment later. */
    private void save(Checkpoint checkpoint) {
        try {
            checkpoints.save(checkpoint);
            kept = true;
        } catch (RuntimeException e) {
            tell(e);
        }
    }

    /** Whether there is a checkpoint to go on from: the upload is then left open. */
    boolean hasKept() {
        return kept;
    }

    void forget() {
        if (kept) {
            kept = false;
            try {
                checkpoints.remove(freight.target().place(), freight.blob().digest());
            } catch (RuntimeException e) {
                tell(e); // what it leads to is gone, which the target will say
            }
        }
    }

    /** Leaves the checkpoint to others. */
    @Override
    public void close() {
        if (claimed) {
            try {
                checkpoints.release(freight.target().place(), freight.blob().digest());
            } catch (RuntimeException e) {
                tell(e); // the blob is there, or its own failure says more
            }
        }
    }
}
