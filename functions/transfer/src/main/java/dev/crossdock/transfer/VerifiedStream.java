package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blob from its source to its end, however often the connection breaks, and hashes it on the way. The last bytes
 * are handed on only once the digest is right: a target never sees a whole wrong blob.
 *
 * <p>Progress counts as success: attempts are counted from the last byte that arrived.
 */
final class VerifiedStream implements Upload.Body {
    /** How often the source is asked again without a byte in between. */
    static final int MAXIMUM_FRUITLESS_ATTEMPTS = 6;
    private static final int BUFFER_BYTES = 256 << 10;
    /** Direct, so that socket, digest and socket work on it where it lies; one for each thread that ever streams. */
    private static final ThreadLocal<ByteBuffer> BUFFER = ThreadLocal
            .withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Source source;
    private final Descriptor blob;
    private final TransferTerms terms;
    private final Hasher hasher;
    private ByteBuffer buffer = ByteBuffer.allocate(0); // until the thread is known that streams
    private long offset;
    private int fruitless;

    VerifiedStream(Source source, Descriptor blob, TransferTerms terms) {
        this.source = source;
        this.blob = blob;
        this.terms = terms;
        this.hasher = new Hasher(blob.digest().algorithm());
    }

    @Override
    public void writeTo(WritableByteChannel target) throws IOException {
        buffer = BUFFER.get();
        if (blob.size() == 0) {
            verify();
        }
        while (offset < blob.size()) {
            long before = offset;
            try (BlobRange range = source.blob(blob, before, blob.size())) {
                while (offset < blob.size()) {
                    pass(range, target);
                }
            } catch (RegistryException.Unavailable e) {
                pauseOrGiveUp(e, offset > before);
            }
        }
    }

    /** Hands one buffer on. What arrived before a break is handed on too, so that small pieces add up. */
    private void pass(BlobRange range, WritableByteChannel target) throws IOException {
        if (terms.deadline().passed()) {
            throw new Deadline.PassedException("blob %s stopped at byte %d".formatted(blob.digest(), offset));
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), blob.size() - offset));
        RegistryException.@Nullable Unavailable broken = null;
        while (buffer.hasRemaining() && broken == null) {
            try {
                if (range.read(buffer) < 0) {
                    broken = unavailable("the end of the stream at byte " + (offset + buffer.position()), null);
                }
            } catch (RegistryException.Unavailable e) {
                broken = e;
            } catch (IOException e) {
                broken = unavailable(String.valueOf(e.getMessage()), e);
            }
        }
        handOn(target);
        if (broken != null) {
            throw broken;
        }
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

    private RegistryException.Unavailable unavailable(String got, @Nullable Throwable cause) {
        return new RegistryException.Unavailable(new Circumstance("read blob", blob.digest().toString(),
                "source " + source.place(), got, blob.size() + " bytes"), Optional.empty(), cause);
    }

    private void verify() {
        Digest computed = hasher.digest();
        if (!computed.equals(blob.digest())) {
            throw new RegistryException.Corrupt(new Circumstance("verify blob", blob.digest().toString(),
                    "source " + source.place(), "bytes whose digest is " + computed,
                    blob.digest() + "; nothing was committed to the target: push the image to the source again"), null);
        }
    }

    private void pauseOrGiveUp(RegistryException.Unavailable failure, boolean progressed) {
        fruitless = progressed ? 0 : fruitless + 1;
        if (fruitless >= MAXIMUM_FRUITLESS_ATTEMPTS) {
            throw failure.at(fruitless, MAXIMUM_FRUITLESS_ATTEMPTS);
        }
        if (!progressed) {
            Duration backoff = Pause.backoff(fruitless, FIRST_PAUSE, LONGEST_PAUSE);
            terms.pause().wait(Pause.asked(failure.retryAfter(), backoff, LONGEST_PAUSE));
        }
    }
}
