package dev.crossdock.replication;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import java.time.Instant;

/**
 * Keeps two processes from moving one blob to one repository at a time (DESIGN, "State"). Claims belong to one holder and
 * end at one time, which whoever made this object has chosen: the end of an invocation. One whose time is over is
 * overtaken. A lost claim costs bytes, never correctness. Safe for several threads.
 */
public interface Claims {
    /** For a driver whose one process moves everything: it has a single flight of its own. */
    Claims NONE = new Claims() {
        @Override
        public Answer claim(Place place) {
            return new Answer.Ours();
        }

        @Override
        public void release(Place place) {
            // Nobody waits for it.
        }
    };

    /** What is claimed: a blob on its way to a repository of a configured registry. */
    record Place(String registry, Repository repository, Digest blob) {}

    /** Whose the blob is. */
    sealed interface Answer {
        /** The caller's, until it releases the claim or its time is over. */
        record Ours() implements Answer {}

        /** Somebody else's, until then at the latest. */
        record Met(String holder, Instant until) implements Answer {}
    }

    /** Claims a blob. What the holder has claimed already is its own still. */
    Answer claim(Place place);

    /** Leaves the blob to others. What is not claimed stays so; never throws, for the claim ends by itself. */
    void release(Place place);
}
