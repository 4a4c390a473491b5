package dev.crossdock.transfer.ranges;

import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Feeds of one blob that begin together read it once: whoever comes while the first has read less than a window goes
 * along. One for a process, where an image goes to several targets. Safe for several threads.
 */
public final class SharedFeeds implements BlobFeed.Opening {
    private record Key(String place, Descriptor blob) {}

    private final RangedFeeds feeds;
    private final Map<Key, SharedRead> reads = new HashMap<>();

    /** Reads by those feeds, and within their budget of memory. */
    public SharedFeeds(RangedFeeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public BlobFeed open(Source source, Descriptor blob, long from, TransferTerms terms) {
        Key key = new Key(source.place(), blob);
        synchronized (reads) {
            SharedRead running = reads.get(key);
            Optional<BlobFeed> joined = running == null ? Optional.empty() : running.join(from, terms);
            return joined.orElseGet(() -> begin(key, source, from, terms));
        }
    }

    /** A read that others can no longer join goes on; who comes from now on finds the new one. */
    private BlobFeed begin(Key key, Source source, long from, TransferTerms terms) {
        SharedRead begun = new SharedRead(feeds, new Asked(source, key.blob(), terms), from,
                ended -> forget(key, ended));
        reads.put(key, begun);
        return begun.join(from, terms).orElseThrow();
    }

    private void forget(Key key, SharedRead ended) {
        synchronized (reads) {
            reads.remove(key, ended);
        }
    }

    /** How many reads somebody may join or takes part in, as far as new ones have not taken their place. */
    int running() {
        synchronized (reads) {
            return reads.size();
        }
    }
}
