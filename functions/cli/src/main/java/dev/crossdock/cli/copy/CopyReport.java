package dev.crossdock.cli.copy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.replication.Outcome;
import dev.crossdock.transfer.BlobOutcome;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what one copy did, for its one line. */
final class CopyReport {
    private final long begunNanos = System.nanoTime();
    private final AtomicInteger streamed = new AtomicInteger();
    private final AtomicInteger mounted = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    void finished(Descriptor blob, BlobOutcome outcome) {
        switch (outcome) {
            case BlobOutcome.Held() -> held.incrementAndGet();
            case BlobOutcome.Mounted() -> mounted.incrementAndGet();
            case BlobOutcome.Streamed(long count) -> {
                streamed.incrementAndGet();
                bytes.addAndGet(count);
            }
        }
    }

    String line(Outcome outcome) {
        double seconds = (System.nanoTime() - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return switch (outcome) {
            case UNCHANGED -> "unchanged, in %.1f s".formatted(seconds);
            case PUBLISHED -> "copied, %d blobs (%s) streamed, %d mounted, in %.1f s".formatted(streamed.get(),
                    Bytes.of(bytes.get()), mounted.get(), seconds);
            case SUPERSEDED -> "the source's tag moved on while it was copied";
            case GONE -> "the source's tag was removed while it was copied";
        };
    }
}
