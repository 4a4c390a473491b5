package dev.crossdock.client.limits;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What somebody decided that a host may be asked, at most; what is empty is left to the host's own answers.
 *
 * @param requests          in flight, all workers together; a copy within one host may have an upload, a download and a
 *                          question in flight, however small this is
 * @param requestsPerSecond evenly spaced
 * @param bytesPerSecond    of blobs, both directions together
 */
public record HostLimits(OptionalInt requests, OptionalInt requestsPerSecond, OptionalLong bytesPerSecond) {
    private static final int SMALLEST_PIECE_BYTES = 4 << 10;
    private static final int LARGEST_PIECE_BYTES = 256 << 10;

    /** No limit but the host's own. */
    public static final HostLimits NONE = new HostLimits(OptionalInt.empty(), OptionalInt.empty(),
            OptionalLong.empty());

    /** Throws IllegalArgumentException for a limit below one: it would mean never. */
    public HostLimits {
        if (requests.orElse(1) < 1 || requestsPerSecond.orElse(1) < 1 || bytesPerSecond.orElse(1) < 1) {
            throw new IllegalArgumentException("limits %s, %s, %s: wanted 1 and more, or none".formatted(requests,
                    requestsPerSecond, bytesPerSecond));
        }
    }

    /** Where two have decided, the smaller of each. */
    HostLimits and(HostLimits other) {
        return new HostLimits(smaller(requests, other.requests), smaller(requestsPerSecond, other.requestsPerSecond),
                smaller(bytesPerSecond, other.bytesPerSecond));
    }

    private static OptionalInt smaller(OptionalInt one, OptionalInt other) {
        return one.isPresent() && other.isPresent()
                ? OptionalInt.of(Math.min(one.getAsInt(), other.getAsInt()))
                : one.isPresent() ? one : other;
    }

    private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
                : one.isPresent() ? one : other;
    }

    Optional<TokenBucket> requestBucket(long nanos) {
        return requestsPerSecond.isEmpty()
                ? Optional.empty()
                : Optional.of(new TokenBucket(requestsPerSecond.getAsInt(), 1, nanos));
    }

    Optional<TokenBucket> byteBucket(long nanos) {
        return bytesPerSecond.isEmpty()
                ? Optional.empty()
                : Optional.of(new TokenBucket(bytesPerSecond.getAsLong(), pieceBytes(), nanos));
    }

    /** How many bytes move at once: at most a quarter of a second's, so that nobody stands still for long. */
    int pieceBytes() {
        return Math.clamp(bytesPerSecond.orElse(Long.MAX_VALUE) / 4, SMALLEST_PIECE_BYTES, LARGEST_PIECE_BYTES);
    }
}
