package dev.crossdock.transfer.ranges;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.RegistryException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins with one plain stream, which works with every source, and goes on so while that is as fast as anything. Where
 * the source is what is waited for, the windows ahead are fetched by ranges of their own, and the stream ends where they
 * begin. One stream it is again where no window is free, or the source does not give ranges as it should.
 *
 * <pre>
 *   taken        stream         fetches, in order                  nobody's yet
 * |=========|-------&gt;.......|----&gt;....|--&gt;......|-----&gt;...|......................|
 *         offset          stream.end                      frontier            size
 * </pre>
 */
final class RangedFeed implements BlobFeed {
    private final Asked asked;
    private final RangedFeeds feeds;
    private final Attempts attempts;
    private final Widening widening;
    private final Pace pace;
    private final Deque<Fetch> fetches = new ArrayDeque<>();
    private @Nullable Stream stream;
    private @Nullable Fetch newest;
    private long offset;
    private long frontier;
    private int width = 1;
    private int setbacks;
    private boolean mayWiden;

    RangedFeed(RangedFeeds feeds, Asked asked, long from) {
        this.feeds = feeds;
        this.asked = asked;
        this.attempts = new Attempts(asked.terms().pause());
        this.widening = feeds.widening();
        this.pace = feeds.pace();
        this.offset = from;
        this.frontier = asked.size();
        this.mayWiden = asked.size() - from >= feeds.leastBytes() && feeds.givesRanges(asked.source());
    }

    Asked asked() {
        return asked;
    }

    Attempts attempts() {
        return attempts;
    }

    Pace pace() {
        return pace;
    }

    @Override
    public int read(ByteBuffer into) {
        if (offset == asked.size()) {
            return into.hasRemaining() ? -1 : 0;
        }
        int before = into.position();
        if (mayWiden) {
            pace.begin();
        }
        while (into.hasRemaining() && offset < asked.size()) {
            int start = into.position();
            try {
                next(into);
            } finally {
                offset += into.position() - start;
            }
            tidy();
            if (width > 1) {
                fill();
            }
        }
        if (mayWiden) {
            judge(pace.end());
        }
        return into.position() - before;
    }

    /** From the stream or the first fetch, whichever has the turn; nothing where that fetch has failed. */
    private void next(ByteBuffer into) {
        Fetch first = fetches.peek();
        if (first == null || offset < first.from()) {
            fromStream(into);
        } else {
            first.take(into);
        }
    }

    private void fromStream(ByteBuffer into) {
        Stream open = stream;
        if (open == null) {
            open = new Stream(asked, attempts, offset);
            stream = open;
            frontier = asked.size();
        }
        pace.arrived(open.read(into));
        if (!open.isHonoured()) {
            feeds.ignoresRanges(asked.source());
            stayNarrow();
        }
    }

    /** Ends what has been read to its end, and what comes after a failure. */
    private void tidy() {
        Stream open = stream;
        if (open != null && offset == open.end()) {
            open.close();
            stream = null;
        }
        if (fetches.isEmpty()) {
            return;
        }
        fetches.stream().filter(it -> it.failure() != null).findFirst().ifPresent(this::endAt);
        if (mayWiden && attempts.setbacks() > setbacks) {
            setbacks = attempts.setbacks();
            width = widening.setback();
        }
        Fetch first = fetches.peek();
        if (first != null && first.isTaken()) {
            fetches.remove().retire();
        }
    }

    /** What this fetch lacks, and all that follows, is left to a stream: should that fail as well, it says why. */
    private void endAt(Fetch failed) {
        switch (failed.failure()) {
            case null -> throw new IllegalStateException("a fetch that did not fail");
            case Fetch.Failure.RangesIgnored() -> feeds.ignoresRanges(asked.source());
            case Fetch.Failure.Thrown(RegistryException _) -> stayNarrow();
            case Fetch.Failure.Thrown(RuntimeException broken) -> throw broken;
        }
        stayNarrow();
        while (!failed.equals(fetches.getLast())) {
            fetches.removeLast().close();
        }
        failed.endHere();
        frontier = failed.to();
        if (failed.isTaken()) {
            fetches.removeLast().retire();
        }
        Stream open = stream;
        if (open != null && fetches.isEmpty()) {
            open.endAt(asked.size());
            frontier = asked.size();
        }
    }

    private void stayNarrow() {
        mayWiden = false;
        width = 1;
    }

    private void judge(Widening.@Nullable Interval interval) {
        if (interval == null) {
            return;
        }
        Fetch last = newest;
        if (last != null) {
            newest = last.hasBegun() ? null : last;
            return; // connecting took a part of this interval
        }
        int before = width;
        width = widening.judge(interval);
        if (width > before) {
            fill();
            newest = fetches.peekLast();
        }
    }

    /** Begins what the width allows and the memory. */
    private void fill() {
        Stream open = stream;
        boolean isOpenEnded = open != null && open.end() == asked.size();
        // The stream is left as much to do as each of the others.
        long from = isOpenEnded ? offset + feeds.windowBytes() : frontier;
        int inFlight = fetches.size() + (open == null ? 0 : 1);
        for (; inFlight < width && from < asked.size(); inFlight++) {
            Optional<Fetch> begun = feeds.fetch(this, from);
            if (begun.isEmpty()) {
                return;
            }
            if (open != null && fetches.isEmpty()) {
                open.endAt(from);
            }
            fetches.add(begun.get());
            from = begun.get().to();
            frontier = from;
        }
    }

    @Override
    public void close() {
        stayNarrow();
        fetches.forEach(Fetch::close);
        fetches.clear();
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
