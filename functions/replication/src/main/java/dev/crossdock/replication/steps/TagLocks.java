package dev.crossdock.replication.steps;

import dev.crossdock.replication.Endpoint;
import java.util.HashSet;
import java.util.Set;

/** Lets one publication at a time of this process write a tag. */
final class TagLocks {
    /** A lock that is held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final Set<Endpoint> held = new HashSet<>();

    /** Waits for the tag's lock; the waiting is as long as a publication takes, which has limits of its own. */
    Held lock(Endpoint target) {
        boolean interrupted = false;
        synchronized (held) {
            while (!held.add(target)) {
                try {
                    held.wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return () -> unlock(target);
    }

    private void unlock(Endpoint target) {
        synchronized (held) {
            held.remove(target);
            held.notifyAll();
        }
    }
}
