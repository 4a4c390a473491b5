package dev.crossdock.settings.limits;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a registry may be asked at most; what is empty is left to the registry's own answers.
 *
 * @param requests          in flight
 * @param requestsPerSecond evenly spaced
 * @param bytesPerSecond    of blobs, both directions together
 */
public record LimitSettings(OptionalInt requests, OptionalInt requestsPerSecond, OptionalLong bytesPerSecond) {
    /** Nothing decided. */
    public static final LimitSettings NONE = new LimitSettings(OptionalInt.empty(), OptionalInt.empty(),
            OptionalLong.empty());
}
