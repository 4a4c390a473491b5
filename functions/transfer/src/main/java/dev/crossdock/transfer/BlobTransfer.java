package dev.crossdock.transfer;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Brings one blob from a source to a target: held, else mounted, else sent. Within one process a blob is in flight to a
 * repository once.
 */
public final class BlobTransfer {
    /**
     * What is asked for.
     *
     * @param blob      to move
     * @param mountFrom a repository of the target's registry that holds it, if one is known
     * @param askFirst  whether to ask the target for the blob before sending it, because the plan is not fresh
     */
    public record Wish(Descriptor blob, Optional<Repository> mountFrom, boolean askFirst) {}

    /** Blobs of at least this size take a place among the streams; smaller ones cost round trips, not bandwidth. */
    public static final long LARGE_BYTES = 1 << 20;
    /** Large blobs on their way at a time. */
    public static final int LARGE_STREAMS = 6;

    private final Semaphore streams = new Semaphore(LARGE_STREAMS);
    private final SingleFlight flights;
    private final BlobSender sender;

    /** Transfers that share the memory of what this process has in flight, and send by the given sender. */
    public BlobTransfer(SingleFlight flights, BlobSender sender) {
        this.flights = flights;
        this.sender = sender;
    }

    /**
     * Moves one blob; when it returns, the target has it. Throws {@link RegistryException} naming the failing side, or
     * {@link Deadline.PassedException}; in both cases nothing was committed.
     */
    public BlobOutcome move(Source source, Target target, Wish wish, TransferTerms terms) {
        Descriptor blob = wish.blob();
        SingleFlight.Flight flight = flights.begin(target.place(), blob.digest(), terms.deadline());
        TransferTerms seen = new TransferTerms(terms.deadline(), new Seen(terms.progress(), flight), terms.pause());
        boolean isThere = false;
        try {
            boolean held = (flight.maybeThere() || wish.askFirst()) && target.holds(blob);
            BlobOutcome outcome = held ? new BlobOutcome.Held() : inItsPlace(source, target, wish, seen);
            isThere = true;
            terms.progress().finished(blob, outcome);
            return outcome;
        } finally {
            flight.end(isThere);
        }
    }

    /** Lets those who wait for the blob see that it gets on. */
    private static final class Seen extends BlobProgress.Relay {
        private final SingleFlight.Flight flight;

        Seen(BlobProgress next, SingleFlight.Flight flight) {
            super(next);
            this.flight = flight;
        }

        @Override
        public void moved(Descriptor blob, long bytes) {
            flight.progressed();
            super.moved(blob, bytes);
        }
    }

    /** Taken by who moves the blob alone: who waits for another to move it needs no place. */
    private BlobOutcome inItsPlace(Source source, Target target, Wish wish, TransferTerms terms) {
        if (wish.blob().size() < LARGE_BYTES) {
            return mountOrSend(source, target, wish, terms);
        }
        streams.acquireUninterruptibly();
        try {
            return mountOrSend(source, target, wish, terms);
        } finally {
            streams.release();
        }
    }

    private BlobOutcome mountOrSend(Source source, Target target, Wish wish, TransferTerms terms) {
        Descriptor blob = wish.blob();
        if (wish.mountFrom().isEmpty()) {
            return sender.send(source, target, new BlobSender.Parcel(blob, Optional.empty()), terms);
        }
        return switch (target.mount(blob, wish.mountFrom().get())) {
            case Target.MountAnswer.Mounted() -> new BlobOutcome.Mounted();
            case Target.MountAnswer.UploadOpened(Upload upload) ->
                sender.send(source, target, new BlobSender.Parcel(blob, Optional.of(upload)), terms);
        };
    }
}
