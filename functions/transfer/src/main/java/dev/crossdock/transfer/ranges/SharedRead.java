package dev.crossdock.transfer.ranges;

import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.TransferTerms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One read of a blob, for several who want it. None of them leads: whoever has taken all that is there reads on for all,
 * into a short ring of windows, and the others take from it. So the fastest sets the pace, and nobody waits for a slow
 * one: who falls out of the ring goes on alone. One who is left by all others reads without the ring.
 */
final class SharedRead {
    private static final int PIECE_BYTES = 256 << 10;
    private static final int LONGEST_WAIT_MILLIS = 100;

    private final RangedFeeds feeds;
    private final Asked asked;
    private final Consumer<SharedRead> whenEnded;
    private final BlobFeed feed;
    private final long from;
    // Guarded by this:
    private final Ring ring;
    private final Set<Part> parts = new HashSet<>();
    private boolean isDriven;
    private boolean broken;
    private boolean ended;
    private volatile TransferTerms driver;

    SharedRead(RangedFeeds feeds, Asked asked, long from, Consumer<SharedRead> whenEnded) {
        this.feeds = feeds;
        this.asked = asked;
        this.whenEnded = whenEnded;
        this.from = from;
        this.ring = new Ring(feeds.windows(), from);
        this.driver = asked.terms();
        // The terms are those of whoever reads on at the moment.
        this.feed = feeds.open(asked.source(), asked.blob(), from,
                new TransferTerms(driversDeadline(), BlobProgress.NONE,
                        duration -> driver.pause().wait(duration)));
    }

    private Deadline driversDeadline() {
        return new Deadline() {
            @Override
            public boolean passed() {
                return driver.deadline().passed();
            }

            @Override
            public Optional<Duration> left() {
                return driver.deadline().left();
            }
        };
    }

    /** Takes part from that byte on; empty where the byte is no longer here. */
    synchronized Optional<BlobFeed> join(long from, TransferTerms terms) {
        if (ended || broken || !ring.reaches(from)) {
            return Optional.empty();
        }
        Part part = new Part(from, terms);
        parts.add(part);
        return Optional.of(part);
    }

    /** What a part does next. */
    private enum Turn {
        TAKEN, DRIVES, GOES_ALONE
    }

    private synchronized Turn turn(Part part, ByteBuffer into) {
        boolean interrupted = false;
        try {
            while (true) {
                if (part.position < ring.end() && ring.reaches(part.position)) {
                    part.position += ring.take(part.position, into);
                    return Turn.TAKEN;
                }
                if (broken || !ring.reaches(part.position)) {
                    return Turn.GOES_ALONE;
                }
                if (!isDriven) {
                    isDriven = true;
                    driver = part.terms;
                    return Turn.DRIVES;
                }
                part.stopAtDeadline();
                try {
                    wait(LONGEST_WAIT_MILLIS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads on for all. */
    private void drive(Part part, ByteBuffer into) {
        ByteBuffer shared = room();
        ByteBuffer space = shared == null ? into : shared;
        int before = space.position();
        try {
            feed.read(space);
        } catch (RegistryException e) {
            failed();
            throw e;
        } finally {
            driven(part, space.position() - before, shared == null);
        }
    }

    private synchronized void failed() {
        broken = true;
    }

    /** Null where the bytes are for nobody else, or where there is no memory to keep them. */
    private synchronized @Nullable ByteBuffer room() {
        if (parts.size() == 1 && ring.end() - from >= feeds.windowBytes()) {
            ring.clear();
            return null;
        }
        return ring.room((int) Math.min(PIECE_BYTES, asked.size() - ring.end()));
    }

    private synchronized void driven(Part part, int bytes, boolean pastTheRing) {
        if (pastTheRing) {
            part.position += bytes;
            ring.skip(bytes);
        } else {
            ring.added(bytes);
        }
        isDriven = false;
        notifyAll();
    }

    private void leave(Part part) {
        synchronized (this) {
            if (!parts.remove(part) || !parts.isEmpty()) {
                return;
            }
            ended = true;
            ring.clear();
        }
        feed.close();
        whenEnded.accept(this);
    }

    /** One who wants the blob. */
    private final class Part implements BlobFeed {
        private final TransferTerms terms;
        private long position;
        private @Nullable BlobFeed alone;

        Part(long position, TransferTerms terms) {
            this.position = position;
            this.terms = terms;
        }

        void stopAtDeadline() {
            new Asked(asked.source(), asked.blob(), terms).stopAtDeadline(position);
        }

        @Override
        public int read(ByteBuffer into) {
            if (position == asked.size()) {
                return into.hasRemaining() ? -1 : 0;
            }
            int before = into.position();
            while (into.hasRemaining() && position < asked.size()) {
                if (alone == null) {
                    together(into);
                } else {
                    alone(alone, into);
                }
            }
            return into.position() - before;
        }

        private void together(ByteBuffer into) {
            switch (turn(this, into)) {
                case TAKEN -> {
                    // the bytes are in the buffer
                }
                case DRIVES -> drive(this, into);
                case GOES_ALONE -> {
                    leave(this);
                    alone = feeds.open(asked.source(), asked.blob(), position, terms);
                }
            }
        }

        private void alone(BlobFeed own, ByteBuffer into) {
            int before = into.position();
            try {
                own.read(into);
            } finally {
                position += into.position() - before;
            }
        }

        @Override
        public void close() {
            leave(this);
            if (alone != null) {
                alone.close();
            }
        }
    }
}
