package dev.crossdock.client;

import dev.crossdock.transfer.HostTraits;

/** What is known of one registry's host by now. Safe for several threads. */
final class Host {
    private volatile HostTraits traits;

    /** With what its name says. */
    Host(String name) {
        this.traits = KnownHost.of(name).traits();
    }

    HostTraits traits() {
        return traits;
    }

    /** What was seen counts more than what was known. */
    void correct(HostTraits corrected) {
        traits = corrected;
    }
}
