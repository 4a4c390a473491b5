package dev.crossdock.transfer.ranges;

import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stream from a byte to the blob's end, opened again at the byte it reached where it breaks. */
final class ResumingFeed implements BlobFeed {
    private final Source source;
    private final Descriptor blob;
    private final TransferTerms terms;
    private final Attempts.OfRange attempts;
    private @Nullable BlobRange range;
    private long offset;

    ResumingFeed(Source source, Descriptor blob, long from, TransferTerms terms) {
        this.source = source;
        this.blob = blob;
        this.terms = terms;
        this.attempts = new Attempts(terms.pause()).new OfRange();
        this.offset = from;
    }

    @Override
    public int read(ByteBuffer into) {
        if (offset == blob.size()) {
            return into.hasRemaining() ? -1 : 0;
        }
        int before = into.position();
        while (into.hasRemaining() && offset < blob.size()) {
            if (terms.deadline().passed()) {
                throw new Deadline.PassedException("blob %s stopped at byte %d".formatted(blob.digest(), offset));
            }
            try {
                step(into);
            } catch (RegistryException.Unavailable e) {
                drop();
                attempts.failed(e);
            }
        }
        return into.position() - before;
    }

    private void step(ByteBuffer into) {
        BlobRange open = range;
        if (open == null) {
            open = source.blob(blob, offset, blob.size());
            range = open;
        }
        int before = into.position();
        try {
            if (open.read(into) < 0) {
                throw unavailable("the end of the stream at byte " + offset, null);
            }
        } catch (IOException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        } finally {
            offset += into.position() - before;
            if (into.position() > before) {
                attempts.progressed();
            }
        }
    }

    private RegistryException.Unavailable unavailable(String got, @Nullable Throwable cause) {
        return new RegistryException.Unavailable(new Circumstance("read blob", blob.digest().toString(),
                "source " + source.place(), got, blob.size() + " bytes"), Optional.empty(), cause);
    }

    private void drop() {
        BlobRange open = range;
        range = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        drop();
    }
}
