package dev.crossdock.transfer.upload;

import dev.crossdock.transfer.HostTraits;
import java.util.OptionalLong;

/**
 * Where one chunk is sent on from. Decides, and does nothing.
 *
 * @param first the blob's byte that the chunk begins with
 * @param end   the byte after its last
 * @param sent  the byte that the last request began with
 * @param count how many requests with bytes of this chunk were sent
 */
record Offsets(long first, long end, long sent, int count) {
    /** What follows. */
    sealed interface Next {
        /** The chunk is sent from this byte on; its end means that it is there. */
        record From(long offset, boolean believable) implements Next {}

        /** The target does not hold what it acknowledged before. */
        record Lost(long held) implements Next {}
    }

    /** After all was taken: our count is the truth, unless the target says credibly that it took less. */
    Next taken(OptionalLong held, HostTraits.Uploads host) {
        if (held.isEmpty() || held.getAsLong() == end || !host.statusReliable()) {
            return new Next.From(end, true);
        }
        boolean less = held.getAsLong() >= sent && held.getAsLong() < end;
        // Outside of what was sent it is no offset at all: relative to the chunk (Aliyun), or too small (zot).
        return less ? new Next.From(held.getAsLong(), true) : new Next.From(end, false);
    }

    /** After a request that broke, where the target says what it holds. */
    Next broken(long held) {
        return held < first || held > end ? new Next.Lost(held) : new Next.From(held, true);
    }

    /**
     * After the target said that the chunk is out of place. One that was sent before may be there already, and a target
     * that asks for the very byte it was sent contradicts itself.
     */
    Next outOfPlace(OptionalLong wanted) {
        long asked = wanted.orElse(sent);
        if (asked == sent) {
            return count > 1 ? new Next.From(end, false) : new Next.Lost(asked);
        }
        return broken(asked);
    }
}
