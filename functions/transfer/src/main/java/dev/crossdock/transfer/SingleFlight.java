package dev.crossdock.transfer;

import dev.crossdock.image.Digest;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets one thread at a time of this process move a blob to a repository, and remembers for a while what was moved, so
 * that a plan made before the move does not move it again. A lost memory costs bytes, never correctness.
 */
public final class SingleFlight {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final int MAXIMUM_REMEMBERED = 10_000;

    private record Flight(String place, Digest blob) {}

    private final Set<Flight> inFlight = new HashSet<>();
    private final Set<Flight> landed = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Flight, Boolean> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    });

    /**
     * Waits until nobody else moves this blob to this place; says whether it may be there already. Who has waited for
     * {@link #LONGEST_WAIT} gets {@link Deadline.PassedException}: a large blob must not hold up all who want it.
     */
    boolean begin(String place, Digest blob) {
        Flight flight = new Flight(place, blob);
        boolean interrupted = false;
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        synchronized (inFlight) {
            while (inFlight.contains(flight)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new Deadline.PassedException("blob %s is being moved by another task".formatted(blob));
                }
                try {
                    inFlight.wait(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            inFlight.add(flight);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return landed.contains(flight);
        }
    }

    /**
     * Whether this process brought the blob to this place not long ago. A hint that spares a question, not a promise: a
     * target may lose what it had.
     */
    public boolean hasLanded(String place, Digest blob) {
        synchronized (inFlight) {
            return landed.contains(new Flight(place, blob));
        }
    }

    /** The blob is not at that place after all: nobody is told so again. */
    public void forget(String place, Digest blob) {
        synchronized (inFlight) {
            landed.remove(new Flight(place, blob));
        }
    }

    /** Lets the next one begin. */
    void end(String place, Digest blob, boolean isThere) {
        Flight flight = new Flight(place, blob);
        synchronized (inFlight) {
            inFlight.remove(flight);
            if (isThere) {
                landed.add(flight);
            }
            inFlight.notifyAll();
        }
    }
}
