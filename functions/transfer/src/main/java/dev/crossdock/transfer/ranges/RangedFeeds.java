package dev.crossdock.transfer.ranges;

import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;

/** Opens feeds that read a blob as fast as its source gives it. One for a process. Safe for several threads. */
public final class RangedFeeds implements BlobFeed.Opening {
    @Override
    public BlobFeed open(Source source, Descriptor blob, long from, TransferTerms terms) {
        return new ResumingFeed(source, blob, from, terms);
    }
}
