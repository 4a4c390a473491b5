package dev.crossdock.transfer;

import java.util.Optional;

/** Where what was seen of hosts outlives the process, and reaches others of the fleet. Safe for several threads. */
public interface HostMemory {
    /** Remembers nothing. */
    HostMemory NONE = new HostMemory() {
        @Override
        public Optional<HostTraits.Uploads> recall(String host) {
            return Optional.empty();
        }

        @Override
        public void remember(String host, HostTraits.Uploads seen) {
            // The next process sees it again.
        }
    };

    /** What was seen of the host, {@code eu.example:443}; empty where that was too long ago, for hosts get mended. */
    Optional<HostTraits.Uploads> recall(String host);

    /** Keeps it instead of what was seen before. */
    void remember(String host, HostTraits.Uploads seen);
}
