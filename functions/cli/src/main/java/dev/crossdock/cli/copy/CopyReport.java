package dev.crossdock.cli.copy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.replication.Outcome;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what one copy did, for its one line, and tells others of its progress. */
public final class CopyReport extends BlobProgress.Relay {
    private final long begunNanos = System.nanoTime();
    private volatile long endedNanos = begunNanos;
    private final AtomicInteger streamed = new AtomicInteger();
    private final AtomicInteger mounted = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Begins now; what it hears goes on to {@code others}. */
    public CopyReport(BlobProgress others) {
        super(others);
    }

    @Override
    public void finished(Descriptor blob, BlobOutcome outcome) {
        super.finished(blob, outcome);
        switch (outcome) {
            case BlobOutcome.Held() -> held.incrementAndGet();
            case BlobOutcome.Mounted() -> mounted.incrementAndGet();
            case BlobOutcome.Streamed(long count) -> {
                streamed.incrementAndGet();
                bytes.addAndGet(count);
            }
        }
    }

    /** How many bytes were streamed. */
    public long bytes() {
        return bytes.get();
    }

    /** How many blobs were streamed. */
    public int streamed() {
        return streamed.get();
    }

    /** How many blobs were mounted. */
    public int mounted() {
        return mounted.get();
    }

    /** It is over; what time goes by after this does not count. */
    public void end() {
        endedNanos = System.nanoTime();
    }

    /** How long it took until its end. */
    public double endedAfter() {
        return (endedNanos - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    String line(Outcome outcome) {
        end();
        double seconds = endedAfter();
        return switch (outcome) {
            case UNCHANGED -> "unchanged, in %.1f s".formatted(seconds);
            case PUBLISHED -> "copied, %d blobs (%s) streamed, %d mounted, in %.1f s".formatted(streamed.get(),
                    Bytes.of(bytes.get()), mounted.get(), seconds);
            case SUPERSEDED -> "the source's tag moved on while it was copied";
            case GONE -> "the source's tag was removed while it was copied";
        };
    }
}
