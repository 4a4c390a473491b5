package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.HostTraits;
import org.jspecify.annotations.Nullable;

/** What is known of one registry's host by now. Safe for several threads. */
final class Host {
    private final Address address;
    private final HostMemory memory;
    private @Nullable HostTraits traits;

    /** Nothing is recalled before somebody asks. */
    Host(Address address, HostMemory memory) {
        this.address = address;
        this.memory = memory;
    }

    /** What its name says, and what was seen since. */
    synchronized HostTraits traits() {
        HostTraits known = traits;
        if (known == null) {
            HostTraits named = KnownHost.of(address.host()).traits();
            known = memory.recall(address.hostAndPort()).map(named::with).orElse(named);
            traits = known;
        }
        return known;
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
