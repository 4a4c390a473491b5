package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongSupplier;

/**
 * A blob in one request: the fewest requests and the fastest way. It is given up for chunks where the request would last
 * too long, or stand idle: proxies cut what does (60 s without a byte is usual, 15 minutes in all are seen).
 */
final class StreamedUpload {
    private static final int BUFFER_BYTES = 256 << 10;
    /** Outside the heap, so that sockets and the digest work where the bytes lie; one for each thread that streams. */
    private static final ThreadLocal<ByteBuffer> BUFFER = ThreadLocal
            .withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    /** The request is given up; nothing failed. */
    private static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUpException(String why) {
            super(why, null, false, false);
        }
    }

    private final Freight freight;
    private final VerifiedReading reading;
    private final Moved moved;
    private final LongSupplier nanos;
    private long begun;

    StreamedUpload(Freight freight, VerifiedReading reading, Moved moved, LongSupplier nanos) {
        this.freight = freight;
        this.reading = reading;
        this.moved = moved;
        this.nanos = nanos;
    }

    End run(Upload upload) {
        begun = nanos.getAsLong();
        try {
            return switch (upload.stream(this::pass)) {
                case Upload.Answer.Taken _ -> new End.Done();
                case Upload.Answer.Declined declined -> declined(declined);
            };
        } catch (GivenUpException e) {
            return chunksInstead(upload, String.valueOf(e.getMessage()),
                    freight.unavailable(String.valueOf(e.getMessage()), "201"));
        } catch (Deadline.PassedException e) {
            throw seen().outlastsDeadline().<RuntimeException>map(it -> it).orElse(e);
        } catch (RegistryException.Unavailable e) {
            if (freight.isOfSource(e)) {
                throw e;
            }
            return chunksInstead(upload, "the target broke the upload", e);
        }
    }

    private void pass(WritableByteChannel target) throws IOException {
        ByteBuffer buffer = BUFFER.get();
        reading.seek(0); // the target may have sent us on: what was read is read again, and hashed once
        begun = nanos.getAsLong();
        do {
            reading.fill(buffer);
            try {
                if (buffer.hasRemaining()) {
                    target.write(buffer);
                }
            } catch (Upload.IdleException e) {
                throw new GivenUpException("the source is slow");
            }
            moved.upTo(reading.position());
            giveUpIfEndless();
        } while (!reading.atEnd());
    }

    private OnePiece seen() {
        return new OnePiece(freight, nanos.getAsLong() - begun, reading.position());
    }

    private void giveUpIfEndless() {
        if (reading.atEnd() || nanos.getAsLong() - begun < OnePiece.RATE_KNOWN_AFTER.toNanos()) {
            return;
        }
        OnePiece seen = seen();
        if (freight.host().chunks() && seen.lastsLonger(seen.longestRequest())) {
            throw new GivenUpException(
                    "one request would last longer than " + seen.longestRequest().toSeconds() + " s");
        }
        seen.outlastsDeadline().ifPresent(failure -> {
            throw failure;
        });
    }

    private End declined(Upload.Answer.Declined declined) {
        return switch (declined.reason()) {
            case TOO_LARGE -> {
                freight.learn(host -> host.withLargestBody(freight.blob().size() - 1));
                if (!freight.host().chunks()) {
                    throw declined.failure();
                }
                yield new End.Again("the target takes no body of that size", declined.failure(), End.Way.CHUNKED);
            }
            case GONE -> new End.Again("the target has lost the upload", declined.failure(), End.Way.STREAMED);
            case OUT_OF_PLACE, NO_CHUNKS, OTHER_BYTES -> throw declined.failure();
        };
    }

    /** Where the target keeps what it got and says so truly, that is not sent again. */
    private End chunksInstead(Upload upload, String why, RegistryException.Unavailable failure) {
        HostTraits.Uploads host = freight.host();
        if (!host.chunks() || reading.position() == 0) {
            return new End.Again(why, failure, End.Way.STREAMED, seen().explained(failure));
        }
        End again = new End.Again(why, failure, End.Way.CHUNKED);
        if (!host.statusReliable()) {
            return again;
        }
        try {
            return switch (upload.standing()) {
                case Upload.Standing.Holds(long bytes) when bytes > 0 && bytes <= reading.hashed() ->
                    new End.InChunks(bytes);
                case Upload.Standing _ -> again;
            };
        } catch (RegistryException _) {
            return again; // the failure that brought us here says more
        }
    }
}
