package dev.crossdock.client.redirect;

import dev.crossdock.client.http.Address;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses on other hosts that blobs were redirected to, so that further ranges need not ask the registry again.
 * Each is kept until it says it expires, or until somebody finds that it has. Safe for several threads.
 */
public final class SignedAddresses {
    static final int MAXIMUM_REMEMBERED = 1_000;
    /** How long an address is used that does not say when it expires. */
    static final Duration LIFE_UNLESS_SAID = Duration.ofMinutes(10);
    /** So long before the end it counts as expired: the clocks differ, and the request has a way to go. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    private record Signed(Address address, Instant end) {}

    private final InstantSource clock;
    private final Map<Address, Signed> byBlob = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Signed> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    };

    /** With the time that expiry is measured by. */
    public SignedAddresses(InstantSource clock) {
        this.clock = clock;
    }

    /** Where the blob lies, as far as is known and still good. */
    public synchronized Optional<Address> of(Address blob) {
        Signed signed = byBlob.get(blob);
        if (signed == null) {
            return Optional.empty();
        }
        if (clock.instant().isBefore(signed.end().minus(MARGIN))) {
            return Optional.of(signed.address());
        }
        byBlob.remove(blob);
        return Optional.empty();
    }

    /** The registry sent us there for the blob. On its own host nothing is to be gained. */
    public synchronized void remember(Address blob, Address answered) {
        if (!blob.sameOrigin(answered)) {
            Instant now = clock.instant();
            byBlob.put(blob, new Signed(answered, Expiry.of(answered).orElse(now.plus(LIFE_UNLESS_SAID))));
        }
    }

    /** That address is no longer good; a newer one stays. */
    public synchronized void forget(Address blob, Address bad) {
        Signed signed = byBlob.get(blob);
        if (signed != null && signed.address().equals(bad)) {
            byBlob.remove(blob);
        }
    }
}
