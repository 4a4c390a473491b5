package dev.crossdock.settings.limits;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a registry may be asked: how much at most, where what is empty is left to the registry's own answers; and whether
 * for new repositories.
 *
 * @param requests           in flight
 * @param requestsPerSecond  evenly spaced
 * @param bytesPerSecond     of blobs, both directions together
 * @param createRepositories how repositories are created that a target lacks; none are, if empty
 */
public record LimitSettings(OptionalInt requests, OptionalInt requestsPerSecond, OptionalLong bytesPerSecond,
        Optional<RepositoryTemplate> createRepositories) {
    /** Nothing decided. */
    public static final LimitSettings NONE = new LimitSettings(OptionalInt.empty(), OptionalInt.empty(),
            OptionalLong.empty());

    /** No repository is created. */
    public LimitSettings(OptionalInt requests, OptionalInt requestsPerSecond, OptionalLong bytesPerSecond) {
        this(requests, requestsPerSecond, bytesPerSecond, Optional.empty());
    }
}
