package dev.crossdock.proof.registry.wire;

import dev.crossdock.image.Digest;

/** Pushes a blob in three chunks at most. */
final class Chunks {
    private static final int MINIMUM_BYTES = 1024;

    private final Wire wire;
    private final byte[] bytes;
    private final Digest digest;
    private final int size;
    private boolean isLastByPut;
    private boolean isOutOfOrder;

    Chunks(Wire wire, byte[] bytes, Digest digest) {
        this.wire = wire;
        this.bytes = bytes.clone();
        this.digest = digest;
        this.size = Math.min(bytes.length, Math.max(MINIMUM_BYTES, bytes.length / 3 + 1));
    }

    Chunks lastByPut() {
        isLastByPut = true;
        return this;
    }

    Chunks outOfOrder() {
        isOutOfOrder = true;
        return this;
    }

    /** Goes on from where the session says, each time. */
    Answer push(Answer begun) {
        Answer last = begun;
        for (int start = 0; start < bytes.length; start += size) {
            if (isOutOfOrder) {
                last = refused(last, start);
            }
            int end = Math.min(start + size, bytes.length);
            boolean isPut = isLastByPut && end == bytes.length;
            last = send(isPut ? "PUT" : "PATCH", isPut ? last.location(digest) : last.location(), start, end);
            if (isPut) {
                return last;
            }
            last.is(202).has("Range", "0-" + (end - 1)).hasNo("Docker-Content-Digest");
        }
        return wire.send("PUT", last.location(digest), new byte[0], Way.OCTETS);
    }

    /** Ahead, or the first one again: refused either way, and told at the very address that was refused. */
    private Answer refused(Answer last, int start) {
        int ahead = start + size < bytes.length ? start + size : 0;
        int wrong = ahead == start ? start + 1 : ahead;
        int end = Math.min(wrong + size, bytes.length);
        boolean isPut = isLastByPut && end == bytes.length;
        String address = isPut ? last.location(digest) : last.location();
        send(isPut ? "PUT" : "PATCH", address, wrong, end).refused(416, "RANGE_INVALID")
                .has("Range", "0-" + Math.max(0, start - 1));
        return wire.get(address).is(204).has("Range", "0-" + Math.max(0, start - 1));
    }

    private Answer send(String method, String address, int start, int end) {
        return wire.send(method, address, Wire.part(bytes, start, end), "Content-Type", "application/octet-stream",
                "Content-Range", "%d-%d".formatted(start, end - 1));
    }
}
