package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobSender;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.TransferTerms;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Sends a blob in one piece, which is fastest; or in chunks, where the host takes no body that large, where the request
 * broke or would last too long, or where a checkpoint is wanted.
 */
public final class AdaptiveSender implements BlobSender {
    /** What every delivery uses. */
    record Tools(BlobFeed.Opening feeds, Checkpoints checkpoints, ChunkSize sizes, LongSupplier nanos) {}

    private final Tools tools;
    /** Whether somebody was told that checkpoints cannot be kept: once is enough, however many blobs there are. */
    private final AtomicBoolean told = new AtomicBoolean();

    /** Reads by the given feeds, and goes on from the given checkpoints. */
    public AdaptiveSender(BlobFeed.Opening feeds, Checkpoints checkpoints) {
        this(new Tools(feeds, checkpoints, ChunkSize.ofThisProcess(), System::nanoTime));
    }

    AdaptiveSender(Tools tools) {
        this.tools = tools;
    }

    @Override
    public BlobOutcome send(Source source, Target target, Parcel parcel, TransferTerms terms) {
        Freight freight = new Freight(source, target, parcel.blob(), terms);
        try (Keeper keeper = new Keeper(tools.checkpoints(), freight, tools.nanos(), told)) {
            return new Delivery(freight, tools, keeper, parcel.opened()).run();
        }
    }
}
