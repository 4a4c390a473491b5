package dev.crossdock.registry.upstream;

import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import dev.crossdock.settings.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A registry whose images are served here.
 *
 * @param prefix      of the names here, which the names there go without; empty for all names
 * @param remote      where it is
 * @param credentials who we are there; nobody, if empty
 * @param ttl         how long what was fetched is kept; for ever, if empty
 */
public record UpstreamSettings(String prefix, URI remote, Optional<Credentials.Password> credentials,
        Optional<Duration> ttl) {
    /** Distribution's. */
    public static final Duration USUAL_TTL = Duration.ofDays(7);
    private static final Pattern PREFIX = Pattern.compile("(?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/(?!$)|$))*");

    /** Throws IllegalArgumentException for a prefix that no name begins with, and for what is no address of a registry. */
    public UpstreamSettings {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "prefix \"%s\": wanted the beginning of repository names, as in docker.io"
                            .formatted(Quoted.capped(prefix)));
        }
        boolean isAddress = remote.getHost() != null && Set.of("http", "https").contains(remote.getScheme())
                && remote.getRawUserInfo() == null && remote.getRawQuery() == null && remote.getRawFragment() == null;
        if (!isAddress) {
            throw new IllegalArgumentException("wanted the address of a registry, as in https://registry-1.docker.io, "
                    + "with user and password under keys of their own");
        }
        if (ttl.filter(time -> !time.isPositive()).isPresent()) {
            throw new IllegalArgumentException("ttl %s: wanted a time above 0".formatted(ttl.get()));
        }
    }

    /** Whether a repository here is one of the remote's. */
    public boolean covers(Repository here) {
        return prefix.isEmpty() || here.name().startsWith(prefix + "/");
    }
}
