package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The memory that all uploads of a process share. A buffer's first bytes are free, so that small blobs never wait; who
 * needs more takes a whole part's worth at once, and so can always fill it and send it off: nobody who holds memory waits
 * for memory that only others, who wait too, could give back.
 */
final class PartMemory {
    /** What each upload in work may have beyond the shared memory; their number is bounded by that of the threads. */
    static final int FREE_BYTES = 256 << 10;
    private static final int SEGMENT_BYTES = 512 << 10;
    private static final int PIECE_BYTES = 16 << 10;
    private static final int UNIT_BYTES = 1 << 10;
    private static final String TYPE = "application/octet-stream";

    private final Semaphore units;
    /** For the next buffer: fresh ones would fill the heap, which the JVM rather widens than looks through. */
    private final Deque<byte[]> idle = new ConcurrentLinkedDeque<>();
    private final long most;
    private final Duration wait;

    /** Shares so many bytes; who gets none within {@code wait} fails. */
    PartMemory(long most, Duration wait) {
        this.units = new Semaphore((int) Math.min(most / UNIT_BYTES, Integer.MAX_VALUE), true);
        this.most = most;
        this.wait = wait;
    }

    /** The most bytes that one buffer can have. */
    long most() {
        return most;
    }

    /** How many bytes nobody holds. */
    long free() {
        return (long) units.availablePermits() * UNIT_BYTES;
    }

    /** A buffer for at most so many bytes. */
    Buffer buffer(long capacity) {
        return new Buffer(capacity);
    }

    private int take(long bytes) {
        int wanted = Math.toIntExact((bytes + UNIT_BYTES - 1) / UNIT_BYTES);
        try {
            if (units.tryAcquire(wanted, wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return wanted;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("wait for memory for an upload: interrupted", e);
        }
        throw new StorageException(StorageException.Kind.BUSY, ("wait for memory for a part of %d bytes: got none "
                + "within %s, other uploads hold %d of %d bytes: send fewer large blobs at once, or give this process "
                + "more memory").formatted(bytes, wait, most - free(), most));
    }

    /** Bytes that come one after the other; not for several threads. Closing gives the memory back. */
    final class Buffer implements AutoCloseable {
        private long capacity;
        private final List<byte[]> segments = new ArrayList<>();
        private long size;
        private long room;
        private int held;

        private Buffer(long capacity) {
            this.capacity = capacity;
        }

        long size() {
            return size;
        }

        boolean isFull() {
            return size == capacity;
        }

        /** Lets it take more than it was made for; what it holds meanwhile counts as given back, so that it can wait. */
        void widen(long most) {
            capacity = Math.max(capacity, most);
            if (held > 0) {
                units.release(held);
                held = 0;
                held = take(capacity);
            }
        }

        /** Takes what fits of the remaining bytes. */
        void put(ByteBuffer bytes) {
            while (bytes.hasRemaining() && !isFull()) {
                if (room == size) {
                    grow();
                }
                byte[] last = segments.getLast();
                int used = (int) (last.length - (room - size));
                int count = (int) Math.min(bytes.remaining(), room - size);
                bytes.get(last, used, count);
                size += count;
            }
        }

        /** Takes the next bytes of a stream, which has to have so many. */
        void put(InputStream bytes, long count) throws IOException {
            byte[] piece = new byte[PIECE_BYTES];
            for (long left = count; left > 0;) {
                int read = bytes.read(piece, 0, (int) Math.min(piece.length, left));
                if (read < 0) {
                    throw new EOFException("it ends %d bytes early".formatted(left));
                }
                put(ByteBuffer.wrap(piece, 0, read));
                left -= read;
            }
        }

        private void grow() {
            if (held == 0 && room + SEGMENT_BYTES > FREE_BYTES && !segments.isEmpty()) {
                held = take(capacity);
            }
            int length = (int) Math.min(segments.isEmpty() ? FREE_BYTES : SEGMENT_BYTES, capacity - room);
            byte[] used = length == SEGMENT_BYTES ? idle.poll() : null;
            segments.add(used == null ? new byte[length] : used);
            room += length;
        }

        /** The bytes from the beginning, each time it is asked; until this is closed, then they are another's. */
        InputStream stream() {
            return new SequenceInputStream(Collections.enumeration(IntStream.range(0, segments.size()).mapToObj(i -> {
                byte[] segment = segments.get(i);
                long unused = i == segments.size() - 1 ? room - size : 0;
                return new ByteArrayInputStream(segment, 0, (int) (segment.length - unused));
            }).toList()));
        }

        RequestBody body() {
            return size == 0 ? RequestBody.empty() : RequestBody.fromContentProvider(this::stream, size, TYPE);
        }

        /** These bytes, then its own. */
        RequestBody bodyAfter(byte[] header) {
            return RequestBody.fromContentProvider(() -> new SequenceInputStream(new ByteArrayInputStream(header),
                    stream()), header.length + size, TYPE);
        }

        @Override
        public void close() {
            // Before the memory counts as free: no more of them are ever made than it has room for.
            segments.stream().filter(segment -> segment.length == SEGMENT_BYTES).forEach(idle::push);
            units.release(held);
            held = 0;
            segments.clear();
            size = 0;
            room = 0;
        }
    }
}
