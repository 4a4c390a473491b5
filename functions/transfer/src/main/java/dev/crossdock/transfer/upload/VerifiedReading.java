package dev.crossdock.transfer.upload;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A blob's bytes, hashed as they come. The last ones are given only once the digest is right: a target never sees a whole
 * wrong blob. Bytes that are read again, for a target that lost them, are not hashed twice: the target's digest decides.
 */
final class VerifiedReading implements AutoCloseable {
    private final BlobFeed.Opening feeds;
    private final Freight freight;
    private Hasher hasher;
    private @Nullable BlobFeed feed;
    private long position;
    private long hashed;

    /** Goes on where the hasher is. */
    VerifiedReading(BlobFeed.Opening feeds, Freight freight, Hasher hasher) {
        this.feeds = feeds;
        this.freight = freight;
        this.hasher = hasher;
        this.hashed = hasher.count();
        this.position = hashed;
    }

    /** The byte that is read next. */
    long position() {
        return position;
    }

    /** How many bytes were hashed: no byte after them can be read before they were. */
    long hashed() {
        return hashed;
    }

    /** The hash of the first {@link #hashed} bytes, where it can be told; never after the last byte. */
    Optional<Hasher.State> state() {
        return hashed == freight.blob().size() ? Optional.empty() : hasher.state();
    }

    boolean atEnd() {
        return position == freight.blob().size();
    }

    /** Reads from this byte on, which lies at most where hashing got. */
    void seek(long offset) {
        if (offset > hashed) {
            throw new IllegalArgumentException("byte %d: hashed were %d".formatted(offset, hashed));
        }
        if (offset != position) {
            close();
            position = offset;
        }
    }

    /** Reads from the first byte on, into a new hash. */
    void restart(Hasher fresh) {
        close();
        hasher = fresh;
        hashed = 0;
        position = 0;
    }

    /**
     * Clears the buffer and fills it, unless the blob ends before; flips it. What fails here gives no byte: the feed, which
     * may be further, is opened again at {@link #position}.
     */
    void fill(ByteBuffer buffer) {
        fill(buffer, Integer.MAX_VALUE);
    }

    /**
     * The same; but where a deadline that has a length passes meanwhile, what has arrived until then is all, if it is at
     * least so much: the next invocation has no more time than this one, and would get no further.
     */
    void fill(ByteBuffer buffer, int least) {
        long size = freight.blob().size();
        buffer.clear().limit((int) Math.min(buffer.capacity(), size - position));
        try {
            while (buffer.hasRemaining() && feed().read(buffer) >= 0) {
                // a feed fills the buffer, but nothing hangs on that
            }
        } catch (RegistryException e) {
            close();
            throw e.after(position + buffer.position(), size);
        } catch (Deadline.PassedException e) {
            close();
            if (buffer.position() < least || freight.terms().deadline().length().isEmpty()) {
                throw e;
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        if (buffer.flip().limit() == 0 && size > 0) {
            throw new IllegalStateException("the feed of %s ended at byte %d of %d".formatted(freight.blob().digest(),
                    position, size));
        }
        long known = Math.min(hashed - position, buffer.remaining());
        ByteBuffer news = buffer.duplicate().position((int) known);
        hashed += news.remaining();
        hasher.update(news);
        position += buffer.remaining();
        if ((hashed == size && known < buffer.remaining()) || size == 0) {
            verify();
        }
    }

    private BlobFeed feed() {
        BlobFeed open = feed;
        if (open == null) {
            open = feeds.open(freight.source(), freight.blob(), position, freight.terms());
            feed = open;
        }
        return open;
    }

    private void verify() {
        Digest wanted = freight.blob().digest();
        Digest computed = hasher.digest();
        if (!computed.equals(wanted)) {
            throw new RegistryException.Corrupt(new Circumstance("verify blob", wanted.toString(),
                    "source " + freight.source().place(), "bytes whose digest is " + computed,
                    wanted + "; nothing was committed to the target: push the image to the source again"), null);
        }
    }

    @Override
    public void close() {
        BlobFeed open = feed;
        feed = null;
        if (open != null) {
            open.close();
        }
    }
}
