package dev.crossdock.transfer.ranges;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** A source with one blob, which counts how often each of its bytes leaves, and whose ranges misbehave as told. */
final class RangeSource implements Source {
    private static final int PIECE = 9_000;

    /** A range that was asked for. */
    record Range(long from, long to) {}

    /** What becomes of a range that is asked for; may throw what the opening shall throw. */
    @FunctionalInterface
    interface Script {
        Reaction react(Range range, int number);
    }

    /** Whether the range is sent as asked, after how many bytes it breaks, and what its first byte waits for. */
    record Reaction(boolean honoured, int cut, CountDownLatch gate) {
        static final CountDownLatch OPEN = new CountDownLatch(0);
        static final Reaction GOOD = new Reaction(true, Integer.MAX_VALUE, OPEN);

        static Reaction cutAfter(int bytes) {
            return new Reaction(true, bytes, OPEN);
        }

        static Reaction after(CountDownLatch gate) {
            return new Reaction(true, Integer.MAX_VALUE, gate);
        }
    }

    final byte[] bytes;
    final Descriptor blob;
    final List<Range> asked = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger open = new AtomicInteger();
    final AtomicIntegerArray sent;
    volatile Script script = (range, number) -> Reaction.GOOD;

    RangeSource(byte[] bytes) {
        this.bytes = bytes;
        this.blob = new Descriptor("application/octet-stream", Digest.sha256(bytes), bytes.length);
        this.sent = new AtomicIntegerArray(bytes.length);
    }

    RegistryException.Unavailable unavailable(Optional<Duration> retryAfter) {
        return new RegistryException.Unavailable(circumstance("503"), retryAfter, null);
    }

    RegistryException.Corrupt corrupt() {
        return new RegistryException.Corrupt(circumstance("bytes 0-1/2"), null);
    }

    private Circumstance circumstance(String got) {
        return new Circumstance("read blob", "", "source " + place(), got, "206");
    }

    /** How many bytes left in all, those read over among them. */
    long allSent() {
        long all = 0;
        for (int i = 0; i < sent.length(); i++) {
            all += sent.get(i);
        }
        return all;
    }

    @Override
    public String place() {
        return "from.example:5000/app";
    }

    @Override
    public BlobRange blob(Descriptor wanted, long from, long to) {
        int number;
        synchronized (asked) {
            number = asked.size();
            asked.add(new Range(from, to));
        }
        Reaction reaction = script.react(new Range(from, to), number);
        open.incrementAndGet();
        return new Piece(reaction, (int) from, (int) to);
    }

    private final class Piece implements BlobRange {
        private final Reaction reaction;
        private final int to;
        private final CountDownLatch closed = new CountDownLatch(1);
        private int at;
        private int left;

        Piece(Reaction reaction, int from, int to) {
            this.reaction = reaction;
            this.at = from;
            this.to = to;
            this.left = reaction.cut();
        }

        @Override
        public int read(ByteBuffer into) {
            awaitGateOrClose();
            if (left == 0 || closed.getCount() == 0) {
                throw unavailable(Optional.empty());
            }
            int count = Math.min(Math.min(into.remaining(), left), Math.min(to - at, PIECE));
            into.put(bytes, at, count);
            for (int i = at; i < at + count; i++) {
                sent.incrementAndGet(i);
            }
            at += count;
            left -= count;
            return count == 0 ? -1 : count;
        }

        private void awaitGateOrClose() {
            try {
                while (!reaction.gate().await(1, TimeUnit.MILLISECONDS)) {
                    if (closed.getCount() == 0) {
                        throw unavailable(Optional.empty());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable(Optional.empty());
            }
        }

        @Override
        public boolean isHonoured() {
            return reaction.honoured();
        }

        @Override
        public boolean isOpen() {
            return closed.getCount() > 0;
        }

        @Override
        public synchronized void close() {
            if (closed.getCount() > 0) {
                closed.countDown();
                open.decrementAndGet();
            }
        }
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return Optional.empty();
    }

    @Override
    public RawManifest manifest(TagOrDigest reference) {
        throw new UnsupportedOperationException("only blobs are read here");
    }

    @Override
    public List<Tag> tags() {
        return List.of();
    }
}
