package dev.crossdock.transfer.ranges;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last bytes of a blob that were read, in a few windows: new ones take the place of the eldest. For one lock. */
final class Ring {
    /** One that is filled, and one behind it that others may still take from. */
    static final int MAXIMUM_WINDOWS = 2;

    private final Windows windows;
    private final Deque<byte[]> filled = new ArrayDeque<>();
    private long start;
    private long end;

    /** Begins empty, at that byte of the blob. */
    Ring(Windows windows, long from) {
        this.windows = windows;
        this.start = from;
        this.end = from;
    }

    /** Before which byte of the blob it ends. */
    long end() {
        return end;
    }

    /** Whether one who wants that byte next gets it here, now or later. */
    boolean reaches(long byteOfBlob) {
        return start <= byteOfBlob && byteOfBlob <= end;
    }

    /** Copies bytes from that byte on; gives the count. */
    int take(long from, ByteBuffer into) {
        int at = (int) (from - start);
        int index = at / windows.bytes();
        int offset = at % windows.bytes();
        int count = (int) Math.min(Math.min(into.remaining(), end - from), windows.bytes() - offset);
        byte[] window = filled.stream().skip(index).findFirst().orElseThrow();
        into.put(window, offset, count);
        return count;
    }

    /** Where the next bytes go, so many at most; null where there is no memory. The eldest make room. */
    @Nullable
    ByteBuffer room(int bytes) {
        if (end - start == (long) filled.size() * windows.bytes()) {
            Optional<byte[]> more = filled.size() < MAXIMUM_WINDOWS ? windows.take() : Optional.empty();
            if (more.isPresent()) {
                filled.add(more.get());
            } else if (filled.isEmpty()) {
                return null;
            } else {
                filled.add(filled.remove());
                start += windows.bytes();
            }
        }
        int offset = (int) ((end - start) % windows.bytes());
        return ByteBuffer.wrap(filled.getLast(), offset, Math.min(bytes, windows.bytes() - offset));
    }

    /** So many bytes were put where there was room. */
    void added(int bytes) {
        end += bytes;
    }

    /** So many bytes went another way: what is here is of no use to who wants them. */
    void skip(int bytes) {
        clear();
        end += bytes;
        start = end;
    }

    /** Gives the memory back. */
    void clear() {
        filled.forEach(windows::giveBack);
        filled.clear();
        start = end;
    }
}
