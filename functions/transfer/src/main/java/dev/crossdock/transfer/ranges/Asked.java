package dev.crossdock.transfer.ranges;

import dev.crossdock.image.Descriptor;
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

/** Which blob is read, from where and on what terms. */
record Asked(Source source, Descriptor blob, TransferTerms terms) {
    long size() {
        return blob.size();
    }

    BlobRange range(long from, long to) {
        return source.blob(blob, from, to);
    }

    /** Reads from the range, at the given byte of the blob; gives the count, at least one. */
    void read(BlobRange range, ByteBuffer into, long at) {
        try {
            if (range.read(into) < 0) {
                throw unavailable("the end of the stream at byte " + at, null);
            }
        } catch (IOException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private RegistryException.Unavailable unavailable(String got, @Nullable Throwable cause) {
        return new RegistryException.Unavailable(new Circumstance("read blob", blob.digest().toString(),
                "source " + source.place(), got, blob.size() + " bytes"), Optional.empty(), cause);
    }

    void stopAtDeadline(long at) {
        if (terms.deadline().passed()) {
            throw new Deadline.PassedException("blob %s stopped at byte %d".formatted(blob.digest(), at));
        }
    }

    /** How far a reader of the blob is. */
    Circumstance.Progress reached(long byteOfBlob) {
        return new Circumstance.Progress(byteOfBlob, blob.size());
    }
}
