package dev.crossdock.transfer.ranges;

import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Opens feeds that read a blob as fast as its source gives it, by several ranges at once where that helps. One for a
 * process: all its feeds share one budget of memory, and what is known of the sources. Safe for several threads; needs no
 * closing, its threads end by themselves when there is nothing to do.
 */
public final class RangedFeeds implements BlobFeed.Opening {
    /** What is shorter than this is read by one stream. */
    static final long LEAST_BYTES = 32L << 20;
    private static final Duration INTERVAL = Duration.ofMillis(75);
    private static final Duration IDLE_THREAD_LIFE = Duration.ofSeconds(5);
    private static final int MAXIMUM_REMEMBERED = 1_000;

    /** When feeds read by several ranges. */
    record Terms(long leastBytes, Duration interval, Supplier<Widening> widening, LongSupplier clock) {}

    private final Windows windows;
    private final Terms terms;
    private final ThreadPoolExecutor threads;
    private final AtomicLong arrived = new AtomicLong();
    private final Set<String> withoutRanges = ConcurrentHashMap.newKeySet();

    /** With a budget that suits the heap. */
    public RangedFeeds() {
        this(Windows.forHeap(Runtime.getRuntime().maxMemory()), LEAST_BYTES);
    }

    private RangedFeeds(Windows windows, long leastBytes) {
        this(windows, new Terms(leastBytes, INTERVAL, () -> new Width(windows.count()), System::nanoTime));
    }

    RangedFeeds(Windows windows, Terms terms) {
        this(windows, terms, Thread.ofPlatform().name("range-", 1).daemon().factory());
    }

    RangedFeeds(Windows windows, Terms terms, ThreadFactory factory) {
        this.windows = windows;
        this.terms = terms;
        // Twice as many as there are windows: one thread may still end what another begins anew.
        this.threads = new ThreadPoolExecutor(0, 2 * windows.count(), IDLE_THREAD_LIFE.toMillis(),
                TimeUnit.MILLISECONDS, new SynchronousQueue<>(), factory);
    }

    @Override
    public BlobFeed open(Source source, Descriptor blob, long from, TransferTerms transferTerms) {
        return new RangedFeed(this, new Asked(source, blob, transferTerms), from);
    }

    Widening widening() {
        return terms.widening().get();
    }

    Pace pace() {
        return new Pace(terms.clock(), terms.interval().toNanos(), arrived);
    }

    long leastBytes() {
        return terms.leastBytes();
    }

    Windows windows() {
        return windows;
    }

    int windowBytes() {
        return windows.bytes();
    }

    /** Begins to fetch a window of the blob; empty where there is no memory for it now. */
    Optional<Fetch> fetch(RangedFeed feed, long from) {
        return windows.take().map(window -> new Fetch(feed, windows, window, from)).filter(this::begins);
    }

    /** Whether there is a thread for it; where not, for whatever reason, its window is free again. */
    private boolean begins(Fetch fetch) {
        boolean begins = false;
        try {
            threads.execute(fetch);
            begins = true;
        } catch (RejectedExecutionException | OutOfMemoryError _) {
            // no thread, or no memory for one: the feed goes on with what it has
        } finally {
            if (!begins) {
                fetch.close();
            }
        }
        return begins;
    }

    /** The source sent a whole blob where a range was asked for: its registry is not asked for windows again. */
    void ignoresRanges(Source source) {
        if (withoutRanges.size() < MAXIMUM_REMEMBERED) {
            withoutRanges.add(registry(source));
        }
    }

    /** Whether nothing is known against it. */
    boolean givesRanges(Source source) {
        return !withoutRanges.contains(registry(source));
    }

    /** {@code eu.example:5000} of {@code eu.example:5000/team/app}. */
    private static String registry(Source source) {
        int slash = source.place().indexOf('/');
        return slash <= 0 ? source.place() : source.place().substring(0, slash);
    }
}
