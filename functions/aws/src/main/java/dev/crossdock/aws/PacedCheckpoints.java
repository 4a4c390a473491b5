package dev.crossdock.aws;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.upload.Checkpoint;
import dev.crossdock.transfer.upload.Checkpoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Checkpoints for a process that has a deadline: a blob gets one where, at the rate that was seen, it may outlast half of
 * the time (DESIGN, "A blob on its way"). What earlier tasks did not finish gets one whatever the rate: it has shown that
 * it does not fit. So does what has one already, from a task that another run waited for. The copy step holds the claim on
 * the blob already, so none is made here.
 *
 * <p>Each write costs money, so most are put off: the last one is made up for when the blob is released, and a process that is
 * killed has lost what it moved in {@link #BETWEEN_WRITES} at most, or, where a host does not say what it holds, the blob.
 */
final class PacedCheckpoints implements Checkpoints {
    /** Where nothing was seen yet: less than what a function of one CPU was measured to move. */
    static final long FIRST_GUESS_BYTES_PER_SECOND = 20L << 20;
    /** However slow a link is: below, a checkpoint costs more than the blob. */
    static final long SMALLEST_BYTES = 1 << 20;
    /** Less says nothing of a rate. */
    private static final long LEAST_SEEN_BYTES = 4L << 20;
    /** Of one blob's checkpoint, while it is on its way. */
    static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private record Blob(String place, Digest digest) {}

    /** When it was written last, and what is to be written still. */
    private record Writing(long atNanos, Optional<Checkpoint> putOff) {}

    private final Checkpoints kept;
    private final LongSupplier nanos;
    private final Map<Blob, Writing> writings = new HashMap<>();
    private volatile long bytesPerSecond = FIRST_GUESS_BYTES_PER_SECOND;
    private volatile long leastBlob = Long.MAX_VALUE;

    PacedCheckpoints(Checkpoints kept) {
        this(kept, System::nanoTime);
    }

    PacedCheckpoints(Checkpoints kept, LongSupplier nanos) {
        this.kept = kept;
        this.nanos = nanos;
    }

    /** A task begins that has so much time, and goes on with what others did not finish, or not. */
    void begin(Deadline deadline, boolean carriedOn) {
        double half = deadline.length().orElse(Duration.ZERO).toNanos() / 2.0 / NANOS_PER_SECOND;
        leastBlob = carriedOn ? SMALLEST_BYTES : Math.max(SMALLEST_BYTES, (long) (bytesPerSecond * half));
    }

    /** A task moved so many bytes in so long, and is at its end. */
    void ended(long bytes, Duration took) {
        if (bytes >= LEAST_SEEN_BYTES && took.isPositive()) {
            bytesPerSecond = Math.max(1, (long) (bytes / (took.toNanos() / (double) NANOS_PER_SECOND)));
        }
    }

    @Override
    public long leastBlob() {
        return leastBlob;
    }

    /** What an earlier task began is gone on with whoever has it now, at the price of a look. */
    @Override
    public boolean wants(String place, Descriptor blob) {
        return blob.size() >= leastBlob
                || (blob.size() >= SMALLEST_BYTES && kept.find(place, blob.digest()).isPresent());
    }

    @Override
    public boolean claim(String place, Digest blob) {
        return true;
    }

    /** The blob is at its end here, and its claim is the copy step's still: nobody has written a later one. */
    @Override
    public void release(String place, Digest blob) {
        Writing last;
        synchronized (writings) {
            last = writings.remove(new Blob(place, blob));
        }
        if (last != null) {
            last.putOff.ifPresent(kept::save);
        }
    }

    @Override
    public Optional<Checkpoint> find(String place, Digest blob) {
        return kept.find(place, blob);
    }

    @Override
    public void save(Checkpoint checkpoint) {
        Blob blob = new Blob(checkpoint.place(), checkpoint.blob().digest());
        long now = nanos.getAsLong();
        synchronized (writings) {
            Writing last = writings.get(blob);
            if (last != null && now - last.atNanos < BETWEEN_WRITES.toNanos()) {
                writings.put(blob, new Writing(last.atNanos, Optional.of(checkpoint)));
                return;
            }
            writings.put(blob, new Writing(now, Optional.empty()));
        }
        kept.save(checkpoint);
    }

    @Override
    public void remove(String place, Digest blob) {
        synchronized (writings) {
            writings.remove(new Blob(place, blob));
        }
        kept.remove(place, blob);
    }
}
