package dev.crossdock.replication.steps;

import dev.crossdock.image.Repository;
import dev.crossdock.replication.Ticket;
import dev.crossdock.transfer.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the last sweep stopped, {@code REGISTRY/REPOSITORY:TAG}, with {@link #END} for a repository that it was through
 * with; kept as the sweep's own ticket. Places stand in the order of these texts. What a lost one costs is one sweep that
 * begins at the first place.
 *
 * <p>Where a process may be killed at its deadline, the first repository is written before it is asked for its tags: one
 * that takes longer than all the time there is gets one sweep, not each.
 */
final class SweepCursor {
    /** Behind each tag, and each repository of a registry: no name has this character. */
    static final String END = "~";
    /** The ticket's; those of people are UUIDs. */
    static final String TICKET = "sweep";
    /** What a killed sweep does once more, at most. */
    static final Duration BETWEEN_WRITES = Duration.ofSeconds(15);

    private final StepContext context;
    private final boolean killed;
    private Optional<Instant> written = Optional.empty();

    SweepCursor(StepContext context, Deadline deadline) {
        this.context = context;
        this.killed = deadline.length().isPresent();
    }

    /** What all its tags' places begin with. */
    static String place(String registry, Repository repository) {
        return registry + "/" + repository.name() + ":";
    }

    /** The place to go on behind; empty for the beginning. */
    String last() {
        return context.ledger().ticket(TICKET).map(Ticket::detail).orElse("");
    }

    /** The sweep turns to this place. */
    void begun(String place) {
        Instant now = context.clock().instant();
        if (killed && written.filter(it -> now.isBefore(it.plus(BETWEEN_WRITES))).isEmpty()) {
            stopped(place);
        }
    }

    /** The next sweep goes on behind this place. */
    void stopped(String place) {
        Instant now = context.clock().instant();
        context.ledger().write(new Ticket(TICKET, Ticket.State.DONE, place, now));
        written = Optional.of(now);
    }
}
