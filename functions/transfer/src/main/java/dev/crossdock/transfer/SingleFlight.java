package dev.crossdock.transfer;

import dev.crossdock.image.Digest;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Lets one thread at a time of this process move a blob to a repository, and remembers for a while what was moved, so
 * that a plan made before the move does not move it again. A lost memory costs bytes, never correctness.
 */
public final class SingleFlight {
    /** For how long who waits sees no byte move before it does something else. */
    static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(3);
    /** For how long it waits in all: a large blob must not hold up, with all who want it, all threads that there are. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int LOOK_MILLIS = 100;
    private static final int MAXIMUM_REMEMBERED = 10_000;

    private record Place(String repository, Digest blob) {}

    /** One blob on its way, by the thread that moves it. */
    final class Flight {
        private final Place place;
        private final boolean maybeThere;
        private volatile long progressedAt = nanos.getAsLong();

        private Flight(Place place, boolean maybeThere) {
            this.place = place;
            this.maybeThere = maybeThere;
        }

        /** Whether this process has brought the blob there before. */
        boolean maybeThere() {
            return maybeThere;
        }

        /** Who waits may wait on. */
        void progressed() {
            progressedAt = nanos.getAsLong();
        }

        /** Lets the next one begin. */
        void end(boolean isThere) {
            synchronized (flights) {
                flights.remove(place);
                if (isThere) {
                    landed.add(place);
                }
                flights.notifyAll();
            }
        }
    }

    private final LongSupplier nanos;
    private final Map<Place, Flight> flights = new HashMap<>();
    private final Set<Place> landed = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Boolean> eldest) {
            return size() > MAXIMUM_REMEMBERED;
        }
    });

    /** One for all that moves blobs in this process. */
    public SingleFlight() {
        this(System::nanoTime);
    }

    SingleFlight(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Waits while somebody else moves this blob to this place and gets on with it, within the limits above and until the
     * deadline; beyond, throws {@link Deadline.PassedException}.
     */
    Flight begin(String repository, Digest blob, Deadline deadline) {
        Place place = new Place(repository, blob);
        long begun = nanos.getAsLong();
        boolean interrupted = false;
        synchronized (flights) {
            try {
                for (Flight other = flights.get(place); other != null; other = flights.get(place)) {
                    if (deadline.passed() || isInVain(begun, other)) {
                        throw new Deadline.PassedException("blob %s is being moved by another task".formatted(blob));
                    }
                    try {
                        flights.wait(LOOK_MILLIS);
                    } catch (InterruptedException _) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            Flight flight = new Flight(place, landed.contains(place));
            flights.put(place, flight);
            return flight;
        }
    }

    private boolean isInVain(long begun, Flight other) {
        long now = nanos.getAsLong();
        // From when we came: what stood still before may have been the pause that a server asked for.
        long seen = Math.max(other.progressedAt - begun, 0);
        return now - begun - seen > LONGEST_STANDSTILL.toNanos() || now - begun > LONGEST_WAIT.toNanos();
    }
}
