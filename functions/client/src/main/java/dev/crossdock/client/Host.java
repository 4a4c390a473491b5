package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.HostTraits;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is known of one registry's host by now. Safe for several threads. */
final class Host {
    private final Address address;
    private final HostMemory memory;
    private volatile KnownHost known;
    private @Nullable HostTraits traits;

    /** Nothing is recalled before somebody asks. */
    Host(Address address, HostMemory memory) {
        this.address = address;
        this.memory = memory;
        this.known = KnownHost.of(address.host());
    }

    /** What its name or its answers say, and what was seen since. */
    synchronized HostTraits traits() {
        HostTraits now = traits;
        if (now == null) {
            HostTraits named = known.traits();
            now = memory.recall(address.hostAndPort()).map(named::with).orElse(named);
            traits = now;
        }
        return now;
    }

    /** It answered, with these headers: they may say who it is. What was seen of it counts more. */
    void answered(Function<String, Optional<String>> headers) {
        if (!known.mayBeRecognised()) {
            return;
        }
        synchronized (this) {
            KnownHost better = known.recognisedBy(headers);
            if (traits != null && traits.equals(known.traits())) {
                traits = better.traits();
            }
            known = better;
        }
    }

    /** What was seen counts more than what was known. */
    void correct(HostTraits corrected) {
        synchronized (this) {
            if (corrected.equals(traits())) {
                return;
            }
            traits = corrected;
        }
        memory.remember(address.hostAndPort(), corrected.uploads());
    }
}
