package dev.crossdock.replication.steps;

import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Registries;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.Ticket;
import dev.crossdock.transfer.Fanout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import dev.crossdock.replication.Queue;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What every step needs of its driver.
 *
 * @param registries of the configuration
 * @param ledger     of the driver
 * @param fanout     on which requests and blob streams run
 * @param clock      the time
 * @param observer   who hears of ends
 * @param believed   for how long what a plan read of the source's tag need not be asked for again before the put
 */
public record StepContext(Registries registries, Ledger ledger, Fanout fanout, InstantSource clock,
        Observer observer, Duration believed) {
    /** The source's tag is asked for again before every put. */
    public StepContext(Registries registries, Ledger ledger, Fanout fanout, InstantSource clock, Observer observer) {
        this(registries, ledger, fanout, clock, observer, Duration.ZERO);
    }

    /**
     * Runs that have nothing left to do.
     *
     * @param until those opened later are none of them
     * @param runs  which of the route's runs they are
     */
    record Ended(Route route, Instant until, Predicate<Run> runs) {
        /** All of them. */
        Ended(Route route, Instant until) {
            this(route, until, _ -> true);
        }
    }

    /** A route is at its end: its runs are settled, whoever asked is told, the observer hears of it. */
    void end(Ended ended, Outcome outcome, Message.Trail trail) {
        // Told first: after a crash in between, the run is still open and its step runs again.
        tell(trail, Ticket.State.DONE, outcome.name().toLowerCase(Locale.ROOT));
        ledger.settle(ended.route, ended.until, outcome, ended.runs);
        observer.ended(ended.route, outcome);
    }

    /** The same where source and target agree: what may be open is looked for as far as the ledger thinks it worth. */
    void endUnchanged(Ended ended, boolean thorough, Message.Trail trail) {
        if (thorough || !ledger.isDearToSettle()) {
            end(ended, Outcome.UNCHANGED, trail);
        } else {
            tell(trail, Ticket.State.DONE, Outcome.UNCHANGED.name().toLowerCase(Locale.ROOT));
            observer.ended(ended.route, Outcome.UNCHANGED);
        }
    }

    /**
     * What follows where a step's run has ended: somebody else ended its route, perhaps while this run's tag was on its
     * way. A request finds out what is true now, of all that belongs to the image, and tells who asked.
     */
    List<Queue.Outgoing> lookAgain(Route route, Message.Trail trail) {
        return trail.hops() >= Message.MAXIMUM_HOPS
                ? List.of()
                : List.of(Queue.Outgoing.now(new Message.Request(route.source(), Optional.of(route.target()),
                        Optional.empty(), trail.nextHop(), true)));
    }

    void tell(Message.Trail trail, Ticket.State state, String detail) {
        trail.ticket().ifPresent(id -> ledger.write(new Ticket(id, state, detail, clock.instant())));
    }

    Optional<Instant> in(Duration duration) {
        return Optional.of(clock.instant().plus(duration));
    }
}
