package dev.crossdock.replication;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.transfer.Deadline;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Remembers the runs that are under way and how those before ended (DESIGN, "State"). The target registry stays the
 * truth: a lost mark costs one HEAD. Safe for several threads.
 */
public interface Ledger {
    /** Opens a run; none of its blobs is marked. */
    void open(Run run);

    /** The run, while it is open. */
    Optional<Run> find(RunKey key);

    /** Marks blobs of a run as being in the target. */
    void markDone(RunKey key, Collection<Digest> blobs);

    /** Takes the marks back: the target says that it lacks them after all. */
    void markMissing(RunKey key, Collection<Digest> blobs);

    /** The blobs of an open run that are not marked; none where the run is not open. */
    List<Descriptor> unmarked(RunKey key);

    /** Ends every run of the route that was opened at {@code until} or before. */
    default void settle(Route route, Instant until, Outcome outcome) {
        settle(route, until, outcome, _ -> true);
    }

    /** Ends those runs of the route that were opened at {@code until} or before and are among the {@code ended}. */
    void settle(Route route, Instant until, Outcome outcome, Predicate<Run> ended);

    /** The routes of runs opened before {@code before} and still open, the oldest first, each once. */
    List<Route> openRoutes(Instant before, int maximum);

    /** Forgets tickets written before, and runs that ended or were opened before; says how many. */
    int prune(Instant before);

    /** The same until the deadline, where that takes its time: what is left is forgotten the next time. */
    default int prune(Instant before, Deadline deadline) {
        return prune(before);
    }

    /** Writes what became of a request. */
    void write(Ticket ticket);

    /** What became of a request; empty where none of that id is known. */
    Optional<Ticket> ticket(String id);
}
