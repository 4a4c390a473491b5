package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Reads a blob from its source to its end, and hashes it on the way. The last bytes are handed on only once the digest
 * is right: a target never sees a whole wrong blob.
 */
final class VerifiedStream implements Upload.Body {
    private static final int BUFFER_BYTES = 256 << 10;

    private final BlobFeed.Opening feeds;
    private final Source source;
    private final Descriptor blob;
    private final TransferTerms terms;
    private final Hasher hasher;
    private final ByteBuffer buffer;
    private long offset;

    VerifiedStream(BlobFeed.Opening feeds, Source source, Descriptor blob, TransferTerms terms) {
        this.feeds = feeds;
        this.source = source;
        this.blob = blob;
        this.terms = terms;
        this.hasher = new Hasher(blob.digest().algorithm());
        this.buffer = ByteBuffer.allocate(Math.clamp(blob.size(), 1, BUFFER_BYTES));
    }

    @Override
    public void writeTo(WritableByteChannel target) throws IOException {
        if (blob.size() == 0) {
            verify();
            return;
        }
        try (BlobFeed feed = feeds.open(source, blob, offset, terms)) {
            while (offset < blob.size()) {
                pass(feed, target);
            }
        }
    }

    /** Hands one buffer on. */
    private void pass(BlobFeed feed, WritableByteChannel target) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), blob.size() - offset));
        feed.read(buffer);
        handOn(target);
    }

    private void handOn(WritableByteChannel target) throws IOException {
        int count = buffer.flip().remaining();
        if (count == 0) {
            return;
        }
        hasher.update(buffer.duplicate());
        if (offset + count == blob.size()) {
            verify();
        }
        target.write(buffer);
        offset += count;
        terms.progress().moved(blob, count);
    }

    private void verify() {
        Digest computed = hasher.digest();
        if (!computed.equals(blob.digest())) {
            throw new RegistryException.Corrupt(new Circumstance("verify blob", blob.digest().toString(),
                    "source " + source.place(), "bytes whose digest is " + computed,
                    blob.digest() + "; nothing was committed to the target: push the image to the source again"), null);
        }
    }
}
