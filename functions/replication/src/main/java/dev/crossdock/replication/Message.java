package dev.crossdock.replication;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.plan.extent.Extent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the steps send each other. */
public sealed interface Message {
    /** The largest number of requests that may follow from one another. */
    int MAXIMUM_HOPS = 50;

    /** Where the message comes from. */
    Trail trail();

    /** The step that takes it. */
    Step step();

    /**
     * Make a target's tag say what the source's tag says. With a digest as the source and without a target: something was
     * pushed that may belong to an image, which is to be found. The digest is that of what was pushed, or, where the hint
     * names another one, of the image that it belongs to.
     *
     * @param source   the tag at the source
     * @param target   where it goes; by the rules where nobody said
     * @param hint     what a sender claims that the source's tag says
     * @param thorough whether all that belongs to the image is compared also where the tags agree
     */
    record Request(Endpoint source, Optional<Endpoint> target, Optional<Hint> hint, Trail trail,
            boolean thorough) implements Message {
        /** A request that ends early where the tags agree. */
        public Request(Endpoint source, Optional<Endpoint> target, Optional<Hint> hint, Trail trail) {
            this(source, target, hint, trail, false);
        }

        /** The same request for one of its targets. */
        public Request to(Endpoint oneTarget) {
            return new Request(source, Optional.of(oneTarget), hint, trail, thorough);
        }

        @Override
        public Step step() {
            return Step.PLAN;
        }
    }

    /**
     * Move blobs of a run.
     *
     * @param plannedAt when the target was asked what it holds
     * @param recopies  how often blobs were found missing at the publication and copied again
     */
    record Copy(RunKey run, Route route, List<Wanted> blobs, Instant plannedAt, int recopies,
            Trail trail) implements Message {
        /** Copies the list in. */
        public Copy {
            blobs = List.copyOf(blobs);
        }

        @Override
        public Step step() {
            return Step.COPY;
        }
    }

    /**
     * Put a run's manifests and its tag.
     *
     * @param recopies how often blobs were found missing at this point and copied again
     */
    record Publish(RunKey run, Route route, int recopies, Trail trail) implements Message {
        @Override
        public Step step() {
            return Step.PUBLISH;
        }
    }

    /** A blob to move, and a repository of the target's registry that may lend it. */
    record Wanted(Descriptor blob, Optional<Repository> mountFrom) {}

    /** What a sender claims: the digest it saw pushed, and when. */
    record Hint(Digest digest, Instant at) {}

    /**
     * Where a message comes from.
     *
     * @param ticket of the person who asked, and may ask how it went
     * @param hops   how many requests led to this one
     * @param extent how much of the image that person asked for; as the rules say where nobody said
     * @param relay  how far a task got that is carried on from one deadline to the next; none of it yet, if empty
     */
    record Trail(Optional<String> ticket, int hops, Optional<Extent> extent, Optional<Relay> relay) {
        /** Nobody waits for an answer. */
        public static final Trail UNASKED = new Trail(Optional.empty(), 0);

        /** As much of the image as the rules say. */
        public Trail(Optional<String> ticket, int hops) {
            this(ticket, hops, Optional.empty());
        }

        /** Not carried on from anywhere. */
        public Trail(Optional<String> ticket, int hops, Optional<Extent> extent) {
            this(ticket, hops, extent, Optional.empty());
        }

        /** The trail of a request that this one leads to. */
        public Trail nextHop() {
            return new Trail(ticket, hops + 1, extent);
        }

        /** The trail of a task that goes on with what this one did not finish before its deadline. */
        public Trail carriedOn(boolean finished, long reached) {
            return new Trail(ticket, hops, extent, Optional.of(relay.orElse(Relay.BEGUN).next(finished, reached)));
        }

        /** The trail of what follows once a task is whole. */
        public Trail arrived() {
            return new Trail(ticket, hops, extent, Optional.empty());
        }
    }

    /**
     * How far a copy task got that no one deadline suffices for.
     *
     * @param legs    how many tasks carried it so far
     * @param vain    how many of the last ones ended with no blob finished, and none further than it had been before
     * @param reached how many bytes of the unfinished blobs had arrived when the furthest of them ended
     */
    record Relay(int legs, int vain, long reached) {
        static final Relay BEGUN = new Relay(0, 0, 0);

        /** After a task that ended at its deadline, and finished blobs or did not. */
        Relay next(boolean finished, long nowReached) {
            boolean further = finished || nowReached > reached;
            return new Relay(legs + 1, further ? 0 : vain + 1, finished ? nowReached : Math.max(reached, nowReached));
        }
    }
}
