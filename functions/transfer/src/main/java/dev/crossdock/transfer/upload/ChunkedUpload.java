package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.Pause;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Upload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A blob in chunks, each fetched whole before it is sent: no request stands idle because of a slow source, and what the
 * target did not take is sent again from memory.
 */
final class ChunkedUpload {
    /** How often the target is asked without that it takes a byte in between. */
    static final int MAXIMUM_FRUITLESS = 6;
    /** A chunk that takes longer is followed by smaller ones: far from where proxies cut. */
    static final Duration LONGEST_CHUNK = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Freight freight;
    private final VerifiedReading reading;
    private final Moved moved;
    private final Keeper keeper;
    private final LongSupplier nanos;
    private int fruitless;

    ChunkedUpload(Freight freight, VerifiedReading reading, Moved moved, Keeper keeper, LongSupplier nanos) {
        this.freight = freight;
        this.reading = reading;
        this.moved = moved;
        this.keeper = keeper;
        this.nanos = nanos;
    }

    /** From the byte that the target holds; what lies before is read, where it was not hashed, and not sent. */
    End run(Upload upload, long from, ChunkSize sizes) {
        reading.seek(Math.min(from, reading.hashed()));
        ByteBuffer whole = ByteBuffer.allocate(
                sizes.of(freight.blob().size(), upload.leastChunk(), freight.host().largestChunk()));
        long held = from;
        while (!reading.atEnd()) {
            long began = nanos.getAsLong();
            long first = reading.position();
            ByteBuffer buffer = whole.slice(0, sizes.next(freight.terms().deadline(), whole.capacity(),
                    upload.leastChunk()));
            fill(buffer, upload, sizes);
            if (reading.position() > held) {
                long begun = nanos.getAsLong();
                Optional<End> end = send(upload, buffer, new Offsets(first, reading.position(), held, 0));
                if (end.isPresent()) {
                    return end.get();
                }
                held = reading.position();
                moved.upTo(held);
                keeper.acknowledged(upload, reading, held);
                long now = nanos.getAsLong();
                sizes.finished(held - first, now - began);
                whole = smallerAfter(now - begun, whole, upload.leastChunk());
            }
        }
        return commit(upload);
    }

    private void fill(ByteBuffer buffer, Upload upload, ChunkSize sizes) {
        try {
            reading.fill(buffer, Math.max(upload.leastChunk(), 1));
        } catch (Deadline.PassedException e) {
            sizes.unfinished(buffer.capacity(), freight.terms().deadline());
            throw e;
        }
    }

    private static ByteBuffer smallerAfter(long elapsed, ByteBuffer buffer, int least) {
        int half = Math.max(Math.max(buffer.capacity() / 2, least), Math.min(ChunkSize.LEAST, buffer.capacity()));
        return elapsed > LONGEST_CHUNK.toNanos() ? ByteBuffer.allocate(half) : buffer;
    }

    /** Sends what the buffer has from {@code at.sent()} on, until it is there; empty once it is. */
    private Optional<End> send(Upload upload, ByteBuffer buffer, Offsets at) {
        Offsets now = at;
        while (now.sent() < now.end()) {
            long piece = Math.min(now.end() - now.sent(), Math.max(freight.host().largestChunk(), ChunkSize.LEAST));
            Offsets part = new Offsets(now.first(), now.sent() + piece, now.sent(), now.count() + 1);
            ByteBuffer bytes = buffer.duplicate().position((int) (now.sent() - now.first()));
            bytes.limit(bytes.position() + (int) piece);
            Step step = step(upload, bytes, part);
            if (step.end().isPresent()) {
                return step.end();
            }
            boolean further = step.from() > now.sent();
            fruitless = further ? 0 : fruitless;
            now = new Offsets(now.first(), now.end(), step.from(), further ? 0 : part.count());
        }
        return Optional.empty();
    }

    /** Where the chunk goes on, or how the upload ended. */
    private record Step(long from, Optional<End> end) {
        static Step to(long offset) {
            return new Step(offset, Optional.empty());
        }

        static Step ending(End end) {
            return new Step(0, Optional.of(end));
        }
    }

    private Step step(Upload upload, ByteBuffer bytes, Offsets part) {
        try {
            return switch (upload.chunk(part.sent(), bytes)) {
                case Upload.Answer.Taken(OptionalLong held) -> next(part.taken(held, freight.host()), part);
                case Upload.Answer.Declined declined -> declined(upload, declined, part);
            };
        } catch (RegistryException.Unavailable e) {
            pauseOrGiveUp(e);
            return afterBreak(upload, part, e);
        }
    }

    private Step next(Offsets.Next next, Offsets part) {
        return switch (next) {
            case Offsets.Next.From(long offset, boolean believable) -> {
                if (!believable) {
                    freight.learn(HostTraits::withUnreliableStatus);
                }
                if (offset <= part.sent()) {
                    pauseOrGiveUp(freight.unavailable("nothing taken of a chunk at byte " + offset, "progress"));
                }
                yield Step.to(offset);
            }
            case Offsets.Next.Lost(long held) -> lost("the target has lost bytes of the upload",
                    freight.unavailable("an upload of %d bytes".formatted(held), "the %d it acknowledged"
                            .formatted(part.first())));
        };
    }

    private static Step lost(String why, RegistryException failure) {
        return Step.ending(new End.Again(why, failure, End.Way.CHUNKED));
    }

    private Step afterBreak(Upload upload, Offsets part, RegistryException.Unavailable failure) {
        if (!freight.host().statusReliable()) {
            return Step.to(part.sent());
        }
        try {
            return switch (upload.standing()) {
                case Upload.Standing.Holds(long bytes) -> {
                    Offsets.Next next = part.broken(bytes);
                    yield next instanceof Offsets.Next.From(long offset, _) ? Step.to(offset) : next(next, part);
                }
                case Upload.Standing.Gone() -> lost("the target has lost the upload", failure);
                case Upload.Standing.Untold() -> Step.to(part.sent());
            };
        } catch (RegistryException.Unavailable _) {
            return Step.to(part.sent());
        }
    }

    /** A target that does not say which offset it waits for is asked: it may have written more since it was asked last. */
    private Step outOfPlace(Upload upload, Upload.Answer.Declined declined, Offsets part) {
        if (declined.wanted().isPresent() || !freight.host().statusReliable()) {
            return next(part.outOfPlace(declined.wanted()), part);
        }
        RegistryException.Unavailable failure = freight.unavailable("a refusal of the chunk at byte " + part.sent(),
                "progress");
        pauseOrGiveUp(failure);
        return afterBreak(upload, part, failure);
    }

    private Step declined(Upload upload, Upload.Answer.Declined declined, Offsets part) {
        return switch (declined.reason()) {
            case TOO_LARGE -> smaller(declined, part);
            case OUT_OF_PLACE -> outOfPlace(upload, declined, part);
            case GONE -> lost("the target has lost the upload", declined.failure());
            case NO_CHUNKS -> {
                freight.learn(HostTraits::withoutChunks);
                if (freight.blob().size() > freight.host().largestBody()) {
                    throw declined.failure();
                }
                yield Step.ending(
                        new End.Again("the target takes no chunks", declined.failure(), End.Way.STREAMED));
            }
            case OTHER_BYTES -> throw declined.failure();
        };
    }

    private Step smaller(Upload.Answer.Declined declined, Offsets part) {
        long half = (part.end() - part.sent()) / 2;
        if (half < ChunkSize.LEAST) {
            throw declined.failure();
        }
        freight.learn(host -> host.withLargestChunk(half));
        return Step.to(part.sent());
    }

    private void pauseOrGiveUp(RegistryException.Unavailable failure) {
        if (++fruitless >= MAXIMUM_FRUITLESS) {
            throw failure.at(fruitless, MAXIMUM_FRUITLESS);
        }
        if (freight.terms().deadline().passed()) {
            throw new Deadline.PassedException("blob %s stopped on its way to %s".formatted(freight.blob().digest(),
                    freight.target().place()));
        }
        Duration backoff = Pause.backoff(fruitless, FIRST_PAUSE, LONGEST_PAUSE);
        freight.terms().pause().before(failure, backoff);
    }

    private End commit(Upload upload) {
        for (;;) {
            try {
                return switch (upload.commit()) {
                    case Upload.Answer.Taken _ -> new End.Done();
                    case Upload.Answer.Declined declined -> uncommitted(declined);
                };
            } catch (RegistryException.Unavailable e) {
                pauseOrGiveUp(e);
                if (freight.target().holds(freight.blob())) {
                    return new End.Done();
                }
            }
        }
    }

    /** Our own hash was right: chunks got lost, or in twice, on their way. In one piece that cannot be. */
    private static End uncommitted(Upload.Answer.Declined declined) {
        return switch (declined.reason()) {
            case OTHER_BYTES, OUT_OF_PLACE -> new End.Again("the target has put the chunks together wrongly",
                    declined.failure(), End.Way.STREAMED);
            case GONE -> new End.Again("the target has lost the upload", declined.failure(), End.Way.CHUNKED);
            case TOO_LARGE, NO_CHUNKS -> throw declined.failure();
        };
    }
}
