package dev.crossdock.replication.steps;

import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Ticket;
import dev.crossdock.transfer.Fanout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import dev.crossdock.replication.Queue;
import java.util.List;
import java.util.Optional;

/**
 * What every step needs of its driver.
 *
 * @param registries of the configuration
 * @param ledger     of the driver
 * @param fanout     on which requests and blob streams run
 * @param clock      the time
 * @param observer   who hears of ends
 */
public record StepContext(Registries registries, Ledger ledger, Fanout fanout, InstantSource clock,
        Observer observer) {
    /** The route is at its end: runs are settled, whoever asked is told, the observer hears of it. */
    void end(Route route, Instant until, Outcome outcome, Message.Trail trail) {
        // Told first: after a crash in between, the run is still open and its step runs again.
        tell(trail, Ticket.State.DONE, outcome.name().toLowerCase(Locale.ROOT));
        ledger.settle(route, until, outcome);
        observer.ended(route, outcome);
    }

    /**
     * What follows where a step's run has ended: somebody else ended its route, perhaps while this run's tag was on its
     * way. A request finds out what is true now, for two HEADs, and tells who asked.
     */
    List<Queue.Outgoing> lookAgain(Route route, Message.Trail trail) {
        return trail.hops() >= Message.MAXIMUM_HOPS
                ? List.of()
                : List.of(Queue.Outgoing.now(new Message.Request(route.source(), Optional.of(route.target()),
                        Optional.empty(), trail.nextHop())));
    }

    void tell(Message.Trail trail, Ticket.State state, String detail) {
        trail.ticket().ifPresent(id -> ledger.write(new Ticket(id, state, detail, clock.instant())));
    }

    Optional<Instant> in(Duration duration) {
        return Optional.of(clock.instant().plus(duration));
    }
}
