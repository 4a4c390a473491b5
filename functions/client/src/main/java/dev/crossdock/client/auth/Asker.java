package dev.crossdock.client.auth;

import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.http.Errand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as it was found out. The source is asked once, and again when what it said has ended; also where it
 * was refused, for a login may have been renewed, but not more often than {@link #RECHECK}.
 */
final class Asker {
    static final Duration RECHECK = Duration.ofMinutes(1);

    private final CredentialSource source;
    private final InstantSource clock;
    private @Nullable Found held;
    private @Nullable Found refused;
    private Instant lookedAt = Instant.MIN;

    Asker(CredentialSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Without looking anywhere. */
    synchronized Credentials known() {
        Found found = held;
        return found == null ? source.given().orElseGet(Credentials::anonymous) : found.credentials();
    }

    /** One thread looks, the others wait for it. */
    synchronized Found find(Errand errand) {
        Instant now = clock.instant();
        Found found = held;
        if (found == null || !now.isBefore(found.usableUntil())) {
            found = source.find(errand);
            held = found;
            lookedAt = now;
        }
        return found;
    }

    /** Takes in that these were refused. Gives others, where there are any now. */
    synchronized Optional<Found> others(Errand errand, Found these) {
        if (isHeld(these)) {
            refused = these;
            if (!clock.instant().isBefore(lookedAt.plus(RECHECK))) {
                held = null;
            }
        }
        return Optional.of(find(errand)).filter(found -> !found.credentials().equals(these.credentials()));
    }

    /** Takes in that a header that they may have made was refused. */
    synchronized void refused(String header) {
        if (held != null && held.isIn(header)) {
            refused = held;
        }
    }

    private boolean isHeld(Found these) {
        return held != null && held.credentials().equals(these.credentials());
    }

    /** Whether these were refused, and nothing has been accepted since. */
    synchronized boolean wasRefused(Found these) {
        return refused != null && refused.credentials().equals(these.credentials());
    }

    synchronized void accepted() {
        refused = null;
    }

    /** For the message of a request that failed: whose credentials did not help. */
    synchronized Optional<String> remark() {
        return refused == null || !refused.isGuess() || !isHeld(refused)
                ? Optional.empty()
                : Optional.of("the credentials of %s were refused".formatted(refused.origin()));
    }
}
