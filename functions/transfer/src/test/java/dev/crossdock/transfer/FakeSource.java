package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A source in memory, whose connections misbehave as a test says: the first opened as the first fault, and so on. */
final class FakeSource implements Source {
    /** How one opened blob ends. */
    sealed interface Fault {
        /** The open itself fails. */
        record Closed(Optional<Duration> retryAfter) implements Fault {}

        /** The connection breaks after so many bytes. */
        record Cut(int bytes) implements Fault {}

        /** The stream breaks after so many bytes, and the port's implementation did not translate it. */
        record Raw(int bytes) implements Fault {}

        /** The stream ends after so many bytes as if it were whole. */
        record EarlyEnd(int bytes) implements Fault {}
    }

    final List<Long> opened = Collections.synchronizedList(new ArrayList<>());
    final List<TagOrDigest> read = Collections.synchronizedList(new ArrayList<>());
    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    final Map<TagOrDigest, RawManifest> manifests = new ConcurrentHashMap<>();
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();

    /** Holds the bytes as a blob from now on. */
    Descriptor add(byte[] bytes, DigestAlgorithm algorithm) {
        Digest digest = Digest.of(algorithm, bytes);
        return pretend(digest, bytes);
    }

    /** Holds the bytes under a digest that may not be theirs. */
    Descriptor pretend(Digest digest, byte[] bytes) {
        blobs.put(digest, bytes);
        return new Descriptor("application/octet-stream", digest, bytes.length);
    }

    RegistryException.Unavailable unavailable(Optional<Duration> retryAfter) {
        return new RegistryException.Unavailable(
                new Circumstance("read blob", "", "source " + place(), "503", "200"), retryAfter, null);
    }

    @Override
    public String place() {
        return "from.example/app";
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return Optional.ofNullable(manifests.get(reference))
                .map(raw -> new Descriptor(raw.mediaType(), raw.digest(), raw.size()));
    }

    @Override
    public RawManifest manifest(TagOrDigest reference) {
        read.add(reference);
        RawManifest manifest = manifests.get(reference);
        if (manifest == null) {
            throw new RegistryException.Missing(new Circumstance("read manifest", reference.toString(),
                    "source " + place(), "404", "200"), null);
        }
        return manifest;
    }

    @Override
    public BlobRange blob(Descriptor blob, long from, long to) {
        opened.add(from);
        byte[] bytes = blobs.getOrDefault(blob.digest(), new byte[0]);
        int end = (int) Math.min(to, bytes.length);
        ByteArrayInputStream rest = new ByteArrayInputStream(bytes, (int) from, Math.max(0, end - (int) from));
        return new Pieces(faulty(rest));
    }

    private InputStream faulty(InputStream rest) {
        return switch (faults.poll()) {
            case null -> rest;
            case Fault.Closed(Optional<Duration> retryAfter) -> throw unavailable(retryAfter);
            case Fault.Cut(int count) -> new Ending(rest, count, () -> {
                throw unavailable(Optional.empty());
            });
            case Fault.Raw(int count) -> new Ending(rest, count, () -> {
                throw new IOException("connection reset");
            });
            case Fault.EarlyEnd(int count) -> new Ending(rest, count, () -> -1);
        };
    }

    @Override
    public List<Tag> tags() {
        return List.of();
    }

    /** Gives small pieces, each with its own read. */
    private record Pieces(InputStream bytes) implements BlobRange {
        @Override
        public int read(ByteBuffer into) throws IOException {
            byte[] piece = new byte[into.remaining()];
            int count = bytes.read(piece);
            into.put(piece, 0, Math.max(count, 0));
            return count;
        }

        @Override
        public boolean isHonoured() {
            return true;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private interface End {
        int reached() throws IOException;
    }

    /** Gives so many bytes, in small pieces, then what the end gives; closing it fails */
    private static final class Ending extends InputStream {
        private static final int PIECE = 10_000;
        private final InputStream bytes;
        private final End end;
        private int left;

        Ending(InputStream bytes, int left, End end) {
            this.bytes = bytes;
            this.left = left;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? bytes.read() : end.reached();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0) {
                return end.reached();
            }
            int count = bytes.read(into, from, Math.min(Math.min(length, left), PIECE));
            left -= Math.max(count, 0);
            return count;
        }
    }
}
