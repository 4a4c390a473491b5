package dev.crossdock.registry.upstream;

import dev.crossdock.image.Repository;
import java.time.Duration;
import java.util.Optional;

/**
 * Names here that stand for names of another registry.
 *
 * @param prefix   of the names here, which the names there go without; empty for all names
 * @param upstream which registry it is
 * @param ttl      how long what nobody asks for is kept; for ever, if empty
 */
public record Mirror(String prefix, Upstream upstream, Optional<Duration> ttl) {
    /** What the repository is called there; empty where it is none of theirs. */
    Optional<Repository> there(Repository here) {
        if (prefix.isEmpty()) {
            return Optional.of(here);
        }
        String beginning = prefix.endsWith("/") ? prefix : prefix + "/";
        return here.name().startsWith(beginning)
                ? Optional.of(new Repository(here.name().substring(beginning.length())))
                : Optional.empty();
    }
}
