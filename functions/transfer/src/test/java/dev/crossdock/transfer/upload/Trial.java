package dev.crossdock.transfer.upload;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.BlobSender;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** One blob of a seed, a target to bring it to, and what is told on its way; a chunk has 64 KiB. */
final class Trial implements BlobProgress, Source, Checkpoints {
    static final int CHUNK = ChunkSize.LEAST;

    final ChunkTarget target = new ChunkTarget();
    final Descriptor blob;
    final byte[] bytes;
    final List<Duration> pauses = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final Map<Digest, Checkpoint> kept = new HashMap<>();
    long memory = 16L * CHUNK;
    long fetched;
    long moved;
    long resumed = -1;
    int restarts;
    int saves;
    /** How many of the next saves, and removals, fail. */
    int unwritable;
    /** How many of the next finds fail. */
    int unreadable;
    boolean unreleasable;
    boolean claimedElsewhere;
    final List<Digest> claims = new ArrayList<>();
    boolean wanted;
    long leastBlob = Long.MAX_VALUE;
    Deadline deadline = Deadline.NONE;
    LongSupplier nanos = () -> 0;
    /** Hears of every byte's offset before it is given. */
    LongConsumer beforeRead = offset -> {};

    Trial(int size) {
        bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        blob = new Descriptor("application/octet-stream", Digest.of(DigestAlgorithm.SHA256, bytes), size);
    }

    BlobOutcome send() {
        return send(sender());
    }

    AdaptiveSender sender() {
        return new AdaptiveSender(new AdaptiveSender.Tools(this::open, this, new ChunkSize(memory), nanos));
    }

    BlobOutcome send(AdaptiveSender sender) {
        return sender.send(this, target, new BlobSender.Parcel(blob, Optional.empty()),
                new TransferTerms(deadline, this, pauses::add));
    }

    private BlobFeed open(Source source, Descriptor wanted, long from, TransferTerms terms) {
        return new BlobFeed() {
            private int offset = (int) from;

            @Override
            public int read(ByteBuffer into) {
                if (terms.deadline().passed()) {
                    throw new Deadline.PassedException("blob stopped at byte " + offset);
                }
                beforeRead.accept(offset);
                int count = Math.min(into.remaining(), bytes.length - offset);
                into.put(bytes, offset, count);
                offset += count;
                fetched += count;
                return count == 0 ? -1 : count;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public long leastBlob() {
        return leastBlob;
    }

    @Override
    public boolean wants(String place, Descriptor blob) {
        return wanted || Checkpoints.super.wants(place, blob);
    }

    @Override
    public boolean claim(String place, Digest digest) {
        return !claimedElsewhere && claims.add(digest);
    }

    @Override
    public void release(String place, Digest digest) {
        if (!claims.remove(digest)) {
            throw new AssertionError("released without a claim");
        }
        if (unreleasable) {
            throw new UncheckedIOException(new IOException("Input/output error"));
        }
    }

    private void failIfUnwritable() {
        if (unwritable > 0) {
            unwritable--;
            throw new UncheckedIOException(new IOException("No space left on device"));
        }
    }

    @Override
    public Optional<Checkpoint> find(String place, Digest digest) {
        if (unreadable > 0) {
            unreadable--;
            throw new IllegalStateException("state: disk I/O error");
        }
        return Optional.ofNullable(kept.get(digest)).filter(it -> it.place().equals(place));
    }

    @Override
    public void save(Checkpoint checkpoint) {
        saves++;
        failIfUnwritable();
        kept.put(checkpoint.blob().digest(), checkpoint);
    }

    @Override
    public void remove(String place, Digest digest) {
        failIfUnwritable();
        kept.remove(digest);
    }

    @Override
    public void moved(Descriptor descriptor, long count) {
        moved += count;
    }

    @Override
    public void resumed(Descriptor descriptor, long count) {
        resumed = count;
    }

    @Override
    public void noted(Descriptor descriptor, String what) {
        notes.add(what);
    }

    @Override
    public void restarted(Descriptor descriptor) {
        restarts++;
        moved = 0;
    }

    @Override
    public String place() {
        return "from.example/app";
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return Optional.empty();
    }

    @Override
    public RawManifest manifest(TagOrDigest reference) {
        throw new AssertionError("no manifest is read");
    }

    @Override
    public BlobRange blob(Descriptor descriptor, long from, long to) {
        throw new AssertionError("bytes come by the feed");
    }

    @Override
    public List<Tag> tags() {
        return List.of();
    }
}
