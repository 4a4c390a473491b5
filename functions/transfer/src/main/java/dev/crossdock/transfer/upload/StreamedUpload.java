package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A blob in one request: the fewest requests and the fastest way. It is given up for chunks where the request would last
 * too long, or stand idle: proxies cut what does (60 s without a byte is usual, 15 minutes in all are seen).
 */
final class StreamedUpload {
    /** No request shall last longer: proxies and load balancers end it after 15 minutes, some earlier. */
    static final Duration LONGEST_REQUEST = Duration.ofMinutes(5);
    /** After which the seen rate says how long it would last. */
    static final Duration RATE_KNOWN_AFTER = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 256 << 10;

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

    StreamedUpload(Freight freight, VerifiedReading reading, Moved moved, LongSupplier nanos) {
        this.freight = freight;
        this.reading = reading;
        this.moved = moved;
        this.nanos = nanos;
    }

    End run(Upload upload) {
        try {
            return switch (upload.stream(this::pass)) {
                case Upload.Answer.Taken _ -> new End.Done();
                case Upload.Answer.Declined declined -> declined(declined);
            };
        } catch (GivenUpException e) {
            return chunksInstead(upload, String.valueOf(e.getMessage()),
                    freight.unavailable(String.valueOf(e.getMessage()), "201"));
        } catch (RegistryException.Unavailable e) {
            if (freight.isOfSource(e)) {
                throw e;
            }
            return chunksInstead(upload, "the target broke the upload", e);
        }
    }

    private void pass(WritableByteChannel target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(freight.blob().size(), 1, BUFFER_BYTES));
        long begun = nanos.getAsLong();
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
            giveUpIfEndless(nanos.getAsLong() - begun);
        } while (!reading.atEnd());
    }

    private void giveUpIfEndless(long elapsed) {
        boolean lasts = elapsed >= RATE_KNOWN_AFTER.toNanos() && !reading.atEnd()
                && (double) elapsed * freight.blob().size() / reading.position() > LONGEST_REQUEST.toNanos();
        if (lasts && freight.host().chunks()) {
            throw new GivenUpException("one request would last longer than " + LONGEST_REQUEST.toMinutes() + " min");
        }
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
            return new End.Again(why, failure, End.Way.STREAMED);
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
